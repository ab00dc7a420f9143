"""Asks for the values of the variables of a saved prompt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Label

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.dialogs.dialog import Dialog


class VariablesForm(Dialog[dict[str, str] | None]):
    """One line per variable; the result is their values, None for no prompt."""

    DEFAULT_CSS = """
    VariablesForm {
        & VerticalScroll { height: auto; max-height: 60vh; padding: 0; }
        & Label { padding: 0 2; color: $text-muted; }
        & Input, & Input:focus { height: 1; padding: 0 2; }
    }
    """
    BINDING_GROUP_TITLE = "Variables"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "next, then take", priority=True, id="variables.next"),
        Binding("down", "app.focus_next", "next value", show=False, id="variables.down"),
        Binding("up", "app.focus_previous", "previous value", show=False, id="variables.up"),
        Binding("escape", "dismiss", "give up", id="variables.close"),
    ]

    def __init__(self, name: str, variables: Mapping[str, str]) -> None:
        """`variables` are their names with their defaults."""
        super().__init__()
        self.heading = f"Prompt {name}"
        self._variables = variables

    def contents(self) -> ComposeResult:
        """A line for each."""
        with VerticalScroll(can_focus=False):
            for name, default in self._variables.items():
                yield Label(sanitize_line(name, 60), markup=False)
                yield Input(default)

    def action_next(self) -> None:
        """Go to the next value; after the last one, close with all."""
        inputs = list(self.query(Input))
        index = next((n for n, field in enumerate(inputs) if field.has_focus), len(inputs) - 1)
        if index + 1 < len(inputs):
            inputs[index + 1].focus()
        else:
            values = [field.value for field in inputs]
            self.dismiss(dict(zip(self._variables, values, strict=True)))
