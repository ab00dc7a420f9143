"""The bottom line: the keys available now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

_KEY_LABELS = {"question_mark": "?", "slash": "/", "escape": "esc", "left_square_bracket": "["}


class KeyBar(Widget):
    """One line of the visible bindings of the focused widget; a click presses the key."""

    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        padding: 0 1;
        background: $background;
        color: $text-muted;
    }
    """

    def on_mount(self) -> None:
        """Redraw when the available keys change."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        """The keys that fit the width: those nearest to the focus, and the last two."""
        entries = [
            Content.assemble(
                (label(self.app, binding), "bold $foreground"), " ", binding.description
            ).stylize(Style.from_meta({"key": binding.key}))
            for binding in self._shown_bindings()
        ]
        while len(entries) > 2 and _total_width(entries) > self.size.width:
            del entries[-3]
        return Content("  ").join(entries)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        if key := event.style.meta.get("key"):
            self.app.simulate_key(key)

    def _shown_bindings(self) -> list[Binding]:
        bindings: dict[tuple[str, str], Binding] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled:
                bindings.setdefault((binding.action, binding.description), binding)
        return list(bindings.values())


def _total_width(entries: Sequence[Content]) -> int:
    return sum(entry.cell_length + 2 for entry in entries) - 2


def label(app: App[Any], binding: Binding) -> str:
    """The key of a binding, as short as people write it."""
    if app.has_class("-plain"):
        return app.get_key_display(binding)
    return binding.key_display or _KEY_LABELS.get(binding.key) or app.get_key_display(binding)
