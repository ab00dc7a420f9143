"""What each figure means: its formula, and from which event to which it was measured."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from ppchat.core.metrics.explain import Figure
from ppchat.core.security.sanitize import safe_line


class ExplainScreen(ModalScreen[None]):
    """A page of figures."""

    DEFAULT_CSS = """
    ExplainScreen {
        align: center middle;
        & > VerticalScroll {
            width: 84;
            max-width: 96%;
            height: auto;
            max-height: 94%;
            background: $surface;
            padding: 1 3;
        }
    }
    """

    BINDING_GROUP_TITLE = "Figures"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss", "close", id="explain.close"),
    ]

    def __init__(self, figures: list[Figure]) -> None:
        super().__init__()
        self._figures = figures

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        with VerticalScroll(can_focus=True):
            yield Static(self._page(), markup=False)

    def _page(self) -> Content:
        pieces: list[tuple[str, str] | str] = [
            ("What was measured\n", "bold $text-primary"),
            ("t0 is taken just before the request; an event when its bytes are read.\n", ""),
        ]
        for name, value, formula, measured in self._figures:
            pieces += [
                (f"\n{name:<8} ", "bold"),
                (value, "bold $text-accent" if measured else "$text-muted"),
                (f"\n         {formula}", "$text-muted"),
            ]
            if measured:
                pieces.append(f"\n         {safe_line(measured)}")
        return Content.assemble(*pieces)
