"""A conversation as a row of a list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

from rich.cells import set_cell_size
from textual.content import Content
from textual.widgets.option_list import Option

from ppchat.adapters.store.store import Summary
from ppchat.core.response.outcome import Verdict
from ppchat.core.security.sanitize import safe_line
from ppchat.core.text.dates import when

_SIGNS: Final = {
    None: ("●", "$text-primary", "streaming"),
    Verdict.COMPLETED: ("✓", "$foreground-muted", ""),
    Verdict.INCOMPLETE: ("▲", "$text-warning", "incomplete"),
    Verdict.FAILED: ("✗", "$text-error", "failed"),
    Verdict.CANCELLED: ("■", "$text-warning", "cancelled"),
    Verdict.STOPPED: ("■", "$foreground-muted", "stopped"),
    Verdict.CUT_OFF: ("✗", "$text-error", "cut off"),
    Verdict.REFUSED: ("✗", "$text-error", "refused"),
}
_VERDICT_WIDTH: Final = 10
_MODEL_WIDTH: Final = 20
_TURNS_WIDTH: Final = 8
_WHEN_WIDTH: Final = 9
_NARROW: Final = 90
"""Cells of a row below which the model gives way to the title."""


def rows(
    summaries: Sequence[Summary], now: datetime, width: int, marks: Collection[str] = ()
) -> Iterator[Option]:
    """An option a conversation, and a heading over those of one period; `marks` are ids."""
    before = None
    for each in summaries:
        period, clock = when(each.asked_at, now)
        if period != before:
            heading = Content.styled(f" {period or 'Before'}", "bold $text-accent")
            yield Option(Content("\n").append(heading) if before else heading, disabled=True)
            before = period
        yield Option(_row(each, clock, width, marked=each.id in marks), id=each.id)


def _row(summary: Summary, clock: str, width: int, *, marked: bool) -> Content:
    sign, style, word = _SIGNS[summary.verdict]
    turns = f"{summary.turns} turn{'' if summary.turns == 1 else 's'}"
    tail: list[tuple[str, str]] = [(word.rjust(_VERDICT_WIDTH), style)]
    if width >= _NARROW:
        model = cropped(safe_line(summary.model), _MODEL_WIDTH)
        tail.append((f"  {model}", "$text-secondary"))
    tail.append((turns.rjust(_TURNS_WIDTH + 2), "$foreground-muted"))
    tail.append((clock.rjust(_WHEN_WIDTH + 2), "$foreground-muted"))
    room = max(8, width - 3 - sum(len(text) for text, _ in tail))
    gutter = ("●", "bold $text-accent") if marked else " "
    return Content.assemble(gutter, (f"{sign} ", style), cropped(title(summary), room), *tail)


def title(summary: Summary) -> str:
    """A conversation's name, fit to be drawn."""
    return safe_line(summary.title) or "(no title)"


def cropped(text: str, cells: int) -> str:
    """Text that takes exactly so many cells."""
    padded = set_cell_size(text, cells)
    if padded.rstrip() == text.rstrip():
        return padded
    return set_cell_size(set_cell_size(text, cells - 1).rstrip() + "…", cells)
