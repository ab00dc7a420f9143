"""The help screen: what ppchat is, every key of the screen below, and the words for time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from ppchat.core.metrics.definitions import DEFINITIONS
from ppchat.core.text.matching import match_rank
from ppchat.tui.dialogs.dialog import Dialog

Section = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and keys with what they do."""

_MAX_KEY_WIDTH: Final = 11
"""Columns of keys at most, so that what they do has room in a narrow terminal."""

ABOUT = (
    "ppchat sends your prompt to a model and shows the answer as it grows, and each event of its "
    "stream with its time and the gap before it. Move through the events to see the text at that "
    "moment."
)


class HelpScreen(Dialog[None]):
    """A page of keys below an input that finds some of them."""

    DEFAULT_CSS = """
    HelpScreen {
        & Horizontal { height: auto; }
        & Horizontal > Static { width: 1fr; }
        &.-narrow Horizontal { layout: vertical; }
        &.-narrow Horizontal > Static { width: 100%; }
        &.-wide > #box { width: 116; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (116, "-wide")]  # noqa: RUF012

    heading = "Help"

    BINDING_GROUP_TITLE = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1", "dismiss", "close", id="help.close"),
        Binding("up", "move('up')", "scroll", key_display="↑↓", id="help.up"),
        Binding("down", "move('down')", "down", show=False, id="help.down"),
        Binding("pageup", "move('page_up')", "page up", show=False, id="help.page_up"),
        Binding("pagedown", "move('page_down')", "page down", show=False, id="help.page_down"),
    ]

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__(classes="-page")
        self._sections = [*sections, _timing_terms()]

    def contents(self) -> ComposeResult:
        """What ppchat is, and the keys in two columns if they fit."""
        yield Input(placeholder="Type to find a key or what it does")
        with VerticalScroll(can_focus=False):
            yield Static(ABOUT, id="about", markup=False)
            with Horizontal():
                yield Static(id="left")
                yield Static(id="right")
            yield Static(id="below")

    def on_mount(self) -> None:
        """Show all keys."""
        self._show("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, query: str) -> None:
        """Show the rows that match what was typed."""
        *sections, terms = [_matching(section, query) for section in self._sections]
        left, right = _balance_columns([section for section in sections if section[1]])
        self.query_one("#about").display = not query
        self.query_one("#left", Static).update(_page(left))
        self.query_one("#right", Static).update(_page(right))
        self.query_one("#below", Static).update(_page([terms] if terms[1] else []))
        self.query_one(VerticalScroll).scroll_home(animate=False)
        matches = any(rows for _, rows in (*sections, terms))
        self.show_message("" if matches else "Nothing here has these letters.")

    def action_move(self, direction: str) -> None:
        """Scroll the page while the input keeps the focus."""
        page = self.query_one(VerticalScroll)
        scroll = {
            "up": page.scroll_up,
            "down": page.scroll_down,
            "page_up": page.scroll_page_up,
            "page_down": page.scroll_page_down,
        }[direction]
        scroll(animate=False)


def _matching(section: Section, query: str) -> Section:
    """A section with the rows that have what was typed."""
    heading, rows = section
    if not query.strip():
        return section
    ranks = [match_rank(query, (*row, heading)) for row in rows]
    return heading, [
        row for row, rank in zip(rows, ranks, strict=True) if rank is not None and rank < 3
    ]


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
    longest = max((len(key) for _, rows in sections for key, _ in rows), default=0)
    width = min(longest, _MAX_KEY_WIDTH)
    for heading, rows in sections:
        pieces.append((f"\n{heading}\n", "bold $text-accent"))
        for key, meaning in rows:
            # Keys that are longer have a line to themselves.
            gap = "" if len(key) <= width else f"\n{' ' * (width + 4)}"
            pieces += [(f"  {key:<{width}}  ", "bold"), f"{gap}{meaning}\n"]
    return Content.assemble(*pieces)
