"""The question that was just asked, until the conversation that has it is drawn."""

from __future__ import annotations

from typing import Final

from textual.content import Content
from textual.widget import Widget

from ppchat.core.security.sanitize import sanitize

_SHOWN: Final = 4000
"""Characters that fill the rows of the widest terminals."""


class Asked(Widget):
    """A question where the conversation will have it; needs nothing that is loaded later."""

    DEFAULT_CSS = """
    Asked {
        layer: over;
        dock: top;
        height: auto;
        max-height: 6;
        margin: 1 1 0 1;
        padding: 0 1;
        border-left: outer $accent;
        color: $foreground;
    }
    """

    def __init__(self, question: str) -> None:
        """`question` is raw."""
        super().__init__()
        self._question = question

    def render(self) -> Content:
        """The question; more than fits is cut off."""
        speaker = "you: " if self.app.has_class("-plain") else ""
        return Content(speaker + sanitize(self._question[:_SHOWN]))
