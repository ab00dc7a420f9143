"""The help screen: what ppchat is, and every key of the screen below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from ppchat.core.metrics.definitions import DEFINITIONS
from ppchat.tui.self_closing import SelfClosing

Section = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and keys with their descriptions."""

ABOUT = (
    "ppchat sends your prompt to a model and shows every event of the streamed answer: on the left "
    "the text as it grows, on the right each event with its time and the gap before it. Move "
    "through the events to see the text at that moment."
)


class HelpScreen(ModalScreen[None], SelfClosing[None]):
    """A page of keys; closed by the usual closing keys."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & > VerticalScroll {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 94%;
            background: $surface;
            padding: 1 3;
            scrollbar-size-vertical: 1;
        }
        & Static { width: 100%; }
        & Horizontal { height: auto; }
        & Horizontal > Static { width: 1fr; }
        &.-narrow Horizontal { layout: vertical; }
        &.-narrow Horizontal > Static { width: 100%; }
        &.-wide > VerticalScroll { width: 104; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012

    BINDING_GROUP_TITLE = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,question_mark", "dismiss", "close", id="help.close"),
    ]

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__()
        self._sections = [section for section in sections if section[1]]

    def compose(self) -> ComposeResult:
        """The introduction, the keys in two columns if they fit, and the timing terms."""
        left, right = _balance_columns(self._sections)
        with VerticalScroll(can_focus=True):
            yield Static(Content.assemble(("ppchat", "bold $text-primary"), f"\n{ABOUT}"))
            with Horizontal():
                yield Static(_page(left))
                yield Static(_page(right))
            yield Static(_page([_timing_terms()]))


def _timing_terms() -> Section:
    """The metrics; those of the same values share a row."""
    terms = {
        metric.name.partition(" ")[0] if metric.unit == "ms" else metric.unit: (
            f"{metric.meaning}: {metric.formula}"
        )
        for metric in DEFINITIONS.values()
    }
    return "Timing terms", tuple(terms.items())


def _balance_columns(sections: Sequence[Section]) -> tuple[Sequence[Section], Sequence[Section]]:
    """The sections, in order, split into two columns of nearly equal length."""
    lengths = [len(rows) + 2 for _, rows in sections]
    split = min(
        range(len(sections) + 1), key=lambda n: abs(sum(lengths[:n]) - sum(lengths[n:])), default=0
    )
    return sections[:split], sections[split:]


def _page(sections: Sequence[Section]) -> Content:
    pieces: list[Content | str | tuple[str, str]] = []
    width = max((len(key) for _, rows in sections for key, _ in rows), default=0)
    for heading, rows in sections:
        pieces.append((f"\n{heading}\n", "bold $text-accent"))
        for key, meaning in rows:
            pieces += [(f"  {key:<{width}}  ", "bold"), f"{meaning}\n"]
    return Content.assemble(*pieces)
