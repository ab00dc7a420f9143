"""One setting in a form: its name, its field, and what is wrong with it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.dialogs.calls.choice_field import ChoiceField


class FormRow(Vertical):
    """A field beside its name; below it a line about an error, if there is one."""

    DEFAULT_CSS = """
    FormRow {
        height: auto;
        & > Horizontal { height: auto; }
        & Horizontal > Static { width: 20; padding: 0; color: $text-muted; }
        & Horizontal > * { width: 1fr; margin-bottom: 0; }
        & Horizontal > Static { width: 20; }
        & > .error { display: none; padding: 0 0 0 20; color: $text-error; }
        &.-wrong > .error { display: block; }
        &.-wrong Horizontal > Static { color: $text-error; text-style: bold; }
    }
    """

    def __init__(self, name: str, label: str, field: Widget) -> None:
        """`label` is the name for people."""
        super().__init__(name=name)
        self._label = label
        self.field = field
        """The widget in which the value is chosen or typed."""

    def compose(self) -> ComposeResult:
        """The name and the field, and the room for an error."""
        with Horizontal():
            yield Static(self._label, markup=False)
            yield self.field
        yield Static(classes="error", markup=False)

    @property
    def text(self) -> str:
        """What stands in the field; raw."""
        if isinstance(self.field, TextArea):
            return self.field.text
        assert isinstance(self.field, Input | ChoiceField)
        return self.field.value

    def show_error(self, error: str) -> None:
        """Say what is wrong with the value; nothing for an empty text."""
        self.set_class(bool(error), "-wrong")
        self.query_one(".error", Static).update(sanitize_line(error, 300))
