"""The bottom line: the keys that work right now."""

from __future__ import annotations

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
        """As many keys as the width holds, nearest to the focus first."""
        pieces: list[Content | str] = []
        width = 0
        for binding in self._shown():
            key = _label(self.app, binding)
            length = len(key) + 1 + len(binding.description) + 2
            if width + length > self.size.width + 2:
                break
            width += length
            entry = Content.assemble((key, "bold $foreground"), " ", binding.description)
            pieces += [entry.stylize(Style.from_meta({"key": binding.key})), "  "]
        return Content.assemble(*pieces)

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


def _label(app: App[Any], binding: Binding) -> str:
    return binding.key_display or _SIGNS.get(binding.key) or app.get_key_display(binding)
