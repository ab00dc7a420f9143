"""The help on metrics: formulas, and the events between which each was measured."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from ppchat.core.metrics.explain import Explanation
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.self_closing import SelfClosing


class MetricsHelpScreen(ModalScreen[None], SelfClosing[None]):
    """A page that explains the metrics of a recording."""

    DEFAULT_CSS = """
    MetricsHelpScreen {
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

    BINDING_GROUP_TITLE = "Metrics"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss", "close", id="explain.close"),
    ]

    def __init__(self, explanations: list[Explanation]) -> None:
        super().__init__()
        self._explanations = explanations

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        with VerticalScroll(can_focus=True):
            yield Static(self._page(), markup=False)

    def _page(self) -> Content:
        parts: list[tuple[str, str] | str] = [
            ("Metrics\n", "bold $text-primary"),
            ("t0: just before the request; the time of an event: when its bytes are read.\n", ""),
        ]
        for name, value, formula, measured in self._explanations:
            parts += [
                (f"\n{name:<8} ", "bold"),
                (value, "bold $text-accent" if measured else "$text-muted"),
                (f"\n         {formula}", "$text-muted"),
            ]
            if measured:
                parts.append(f"\n         {sanitize_line(measured)}")
        return Content.assemble(*parts)
