"""The bottom line: the keys that work right now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

_SIGNS = {"question_mark": "?", "slash": "/", "escape": "esc", "left_square_bracket": "["}


class KeyBar(Widget):
    """One line of the shown bindings of what has the focus; a click presses the key."""

    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        padding: 0 1;
        background: $background;
        color: $text-muted;
    }
    """

    def on_mount(self) -> None:
        """Draw again whenever other keys work."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        """As many keys as the width holds: those nearest to the focus, and the last two."""
        entries = [
            Content.assemble((_label(self.app, each), "bold $foreground"), " ", each.description)
            .stylize(Style.from_meta({"key": each.key}))
            for each in self._shown()
        ]  # fmt: skip
        while len(entries) > 2 and _width(entries) > self.size.width:
            del entries[-3]
        return Content("  ").join(entries)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        if key := event.style.meta.get("key"):
            self.app.simulate_key(key)

    def _shown(self) -> list[Binding]:
        seen: dict[tuple[str, str], Binding] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled:
                seen.setdefault((binding.action, binding.description), binding)
        return list(seen.values())


def _width(entries: Sequence[Content]) -> int:
    return sum(entry.cell_length + 2 for entry in entries) - 2


def _label(app: App[Any], binding: Binding) -> str:
    if app.has_class("-plain"):
        return app.get_key_display(binding)
    return binding.key_display or _SIGNS.get(binding.key) or app.get_key_display(binding)
