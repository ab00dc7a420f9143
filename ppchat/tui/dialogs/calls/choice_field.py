"""A field of a form that has one of a few values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ppchat.core.security.sanitize import sanitize_line


class ChoiceField(Widget, can_focus=True):
    """One line with the value; left and right choose another."""

    DEFAULT_CSS = """
    ChoiceField {
        height: 1;
        padding: 0 1;
        margin-bottom: 1;
        background: $panel;
        &:focus { background: $primary-muted; }
    }
    """

    BINDING_GROUP_TITLE = "Choice of a value"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "step(1)", "next value", id="field.next"),
        Binding("left", "step(-1)", "previous value", show=False, id="field.previous"),
    ]

    value = reactive("")
    """The text of the value; raw."""

    def __init__(self, choices: Sequence[str], value: str) -> None:
        super().__init__()
        self._choices = choices
        self.set_reactive(ChoiceField.value, value)

    def render(self) -> Content:
        """The value between arrows."""
        return Content.assemble(
            ("◂ ", "$text-muted"), sanitize_line(self.value, 60) or "–", (" ▸", "$text-muted")
        )

    def action_step(self, by: int) -> None:
        """Choose the next or previous value; after the last comes the first."""
        index = self._choices.index(self.value) + by
        self.value = self._choices[index % len(self._choices)]
