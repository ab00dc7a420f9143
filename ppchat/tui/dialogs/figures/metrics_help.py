"""The help on metrics: formulas, and the events between which each was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ppchat.core.metrics.explain import Explanation
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.dialogs.dialog import Dialog

_EXCHANGE: Final = "model: the rounds; tools: commands between them, if known; waited: the rest"


class MetricsHelpScreen(Dialog[None]):
    """A page that explains the metrics of a recording."""

    heading = "Metrics"

    BINDING_GROUP_TITLE = "Metrics"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss", "close", id="explain.close"),
    ]

    def __init__(self, explanations: list[Explanation], exchange: Sequence[str] = ()) -> None:
        """`exchange` is the figures of all rounds together; empty for a single one."""
        super().__init__(classes="-page")
        self._explanations = explanations
        self._exchange = exchange

    def contents(self) -> ComposeResult:
        """One scrolling page."""
        with VerticalScroll(can_focus=True):
            yield Static(self._page(), markup=False)

    def _page(self) -> Content:
        parts: list[tuple[str, str] | str] = [
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
        if self._exchange:
            parts += [
                ("\nall      ", "bold"),
                (" · ".join(self._exchange), "bold $text-accent"),
                (f"\n         {_EXCHANGE}", "$text-muted"),
            ]
        return Content.assemble(*parts)
