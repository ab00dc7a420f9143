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
        Binding("delete,backspace", "unset", "no value", show=False, id="field.unset"),
    ]

    value = reactive("")
    """The text of the value; raw."""

    def __init__(self, choices: Sequence[str], value: str, no_value: str = "–") -> None:
        """`no_value` is shown where the value is empty, which is a choice where it may be."""
        super().__init__()
        self._choices = choices
        self._no_value = no_value
        self.set_reactive(ChoiceField.value, value)

    def render(self) -> Content:
        """The value between arrows."""
        value = (self._no_value, "$text-muted") if not self.value else sanitize_line(self.value, 60)
        return Content.assemble(("◂ ", "$text-muted"), value, (" ▸", "$text-muted"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Leave the keys that take the value away where one is required."""
        return action != "unset" or "" in self._choices

    def action_unset(self) -> None:
        """Choose no value."""
        self.value = ""

    def action_step(self, by: int) -> None:
        """Choose the next or previous value; after the last comes the first."""
        index = self._choices.index(self.value) + by
        self.value = self._choices[index % len(self._choices)]
