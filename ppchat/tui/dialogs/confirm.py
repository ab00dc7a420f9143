"""A yes-or-no question."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.dialogs.dialog import Dialog


class Confirm(Dialog[bool]):
    """Asks for confirmation; returns True for yes."""

    BINDING_GROUP_TITLE = "Question"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "answer(True)", "yes", id="confirm.yes"),
        Binding("escape,n", "answer(False)", "no", id="confirm.no"),
    ]

    def __init__(self, question: str, details: str) -> None:
        super().__init__()
        self.heading = question
        self._details = details

    def contents(self) -> ComposeResult:
        """The details of the question."""
        yield Static(sanitize_line(self._details), markup=False)

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)
