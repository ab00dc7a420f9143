"""A yes-or-no question."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.self_closing import SelfClosing
from ppchat.tui.widgets.key_bar import KeyBar


class Confirm(ModalScreen[bool], SelfClosing[bool]):
    """Asks for confirmation; returns True for yes."""

    DEFAULT_CSS = """
    Confirm {
        align: center middle;
        & > Vertical {
            width: 72;
            max-width: 96%;
            height: auto;
            background: $surface;
            padding: 1 2;
        }
        & Static { width: 100%; margin-bottom: 1; }
        & KeyBar { background: $surface; padding: 0; }
    }
    """

    BINDING_GROUP_TITLE = "Question"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "answer(True)", "yes", id="confirm.yes"),
        Binding("escape,n", "answer(False)", "no", id="confirm.no"),
    ]

    def __init__(self, question: str, details: str) -> None:
        super().__init__()
        self._question = question
        self._details = details

    def compose(self) -> ComposeResult:
        """The question, its details and the two keys."""
        with Vertical():
            yield Static(
                Content.assemble(
                    (self._question, "bold $text-accent"), "\n\n", sanitize_line(self._details)
                )
            )
            yield KeyBar()

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)
