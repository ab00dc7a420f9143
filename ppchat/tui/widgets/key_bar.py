"""The bottom line: the keys available now."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from typing import Any

from textual import events
from textual.app import App
from textual.binding import ActiveBinding, Binding
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
        self.app.screen_change_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        """The keys that fit the width."""
        return self.keys(self.size.width)

    def keys(self, width: int) -> Content:
        """The keys that fit a width: those nearest to the focus, and the one for all others.

        Beneath another screen there are none.
        """
        if not self.screen.is_active:
            return Content("")
        active = self.screen.active_bindings
        entries = [self._entry(binding) for binding in _shown_bindings(active.values())]
        # A dialog has few keys; the last is the one that closes it.
        more = entries[-1:] if self.screen.is_modal else [self._entry(_key_of_all_keys(active))]
        entries = entries[:-1] if self.screen.is_modal else entries
        while entries and _total_width([*entries, *more]) > width:
            del entries[-1]
        return Content("  ").join([*entries, *more])

    def _entry(self, binding: Binding) -> Content:
        text = (label(self.app, binding), "bold $foreground"), " ", binding.description
        return Content.assemble(*text).stylize(Style.from_meta({"key": binding.key}))

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        if key := event.style.meta.get("key"):
            self.app.simulate_key(key)


def _key_of_all_keys(active: Container[str]) -> Binding:
    """The key for more keys; where `?` is typed into a text, the one for all of them."""
    return Binding("question_mark" if "question_mark" in active else "f1", "", "keys")


def _shown_bindings(active_bindings: Iterable[ActiveBinding]) -> list[Binding]:
    bindings: dict[tuple[str, str], Binding] = {}
    for active in active_bindings:
        binding = active.binding
        is_useful = binding.action not in getattr(active.node, "useless_actions", ())
        if binding.show and active.enabled and is_useful:
            words = getattr(active.node, "action_words", {})
            description = words.get(binding.action, binding.description)
            binding = replace(binding, description=description)
            bindings.setdefault((binding.action, binding.description), binding)
    # What enter does comes first, wherever the focus is.
    return sorted(bindings.values(), key=lambda each: each.key.partition(",")[0] != "enter")


def _total_width(entries: Sequence[Content]) -> int:
    return sum(entry.cell_length + 2 for entry in entries) - 2


def label(app: App[Any], binding: Binding) -> str:
    """The key of a binding, as short as people write it."""
    if app.has_class("-plain"):
        return app.get_key_display(binding)
    return binding.key_display or _KEY_LABELS.get(binding.key) or app.get_key_display(binding)
