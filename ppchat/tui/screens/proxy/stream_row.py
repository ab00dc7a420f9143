"""A response as a row of the list of streams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style

from ppchat.core.dialects.responses.event_types import Family
from ppchat.core.view.response_row import Passage
from ppchat.core.view.tone import Tone
from ppchat.tui.style.event_styles import Ink

WIDE: Final = 100
"""Cells of the list from which there is room for durations and longer names."""
_CLOCK: Final = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns, in cells; 0 for one that is left out."""

    model: int
    prompt: int
    status: int
    elapsed: int
    ttft: int
    events: int
    rate: int


def columns(width: int) -> Columns:
    """What a list of this width has room for; the prompt takes what is left."""
    wide = width >= WIDE
    model, status, elapsed = (20, 18, 12) if wide else (14, 12, 0)
    ttft, events, rate = (9, 8, 8) if wide else (7, 7, 6)
    fixed = 1 + _CLOCK + 2 + model + 2 + status + 2 + elapsed + ttft + events + rate + 1
    return Columns(model, max(4, width - fixed), status, elapsed, ttft, events, rate)


def heading(at: Columns, ink: Ink) -> list[Segment]:
    """The names of the columns."""
    text = " " + "time".ljust(_CLOCK) + "  " + "model".ljust(at.model) + "  "
    text += "prompt".ljust(at.prompt) + "  " + "status".ljust(at.status)
    text += "took".rjust(at.elapsed)[: at.elapsed]
    text += "TTFT".rjust(at.ttft) + "events".rjust(at.events) + "tok/s".rjust(at.rate)
    return [Segment(text, ink.faint)]


def segments(row: Passage, at: Columns, ink: Ink, *, cursor: bool, marked: bool) -> list[Segment]:
    """A row; what is too long for its column ends in an ellipsis."""
    gutter = "●" if marked else "▌" if cursor else " "
    tone = tone_style(ink, row.status.tone)
    return [
        Segment(gutter, ink.mark if marked else ink.title),
        Segment(row.clock.ljust(_CLOCK) + "  ", ink.muted),
        Segment(cropped(row.model, at.model) + "  ", ink.hue[Family.REASONING]),
        Segment(cropped(row.prompt, at.prompt) + "  ", ink.text),
        Segment(cropped(f"{row.status.sign} {row.status.word}", at.status), tone),
        Segment(row.status.elapsed.rjust(at.elapsed) if at.elapsed else "", ink.muted),
        Segment((row.ttft if at.elapsed else row.ttft.replace(" ", "")).rjust(at.ttft), ink.text),
        Segment(f"{row.events:,}".rjust(at.events), ink.muted),
        Segment(row.rate.rjust(at.rate), ink.text),
    ]


def tone_style(ink: Ink, tone: Tone) -> Style:
    """How a status is drawn."""
    return {
        Tone.QUIET: ink.muted,
        Tone.GOOD: ink.hue[Family.TOOL],
        Tone.WARNING: ink.slow,
        Tone.BAD: ink.error,
    }[tone]


def cropped(text: str, cells: int) -> str:
    """Text that takes exactly so many cells."""
    padded = set_cell_size(text, cells)
    if padded.rstrip() == text.rstrip():
        return padded
    return set_cell_size(set_cell_size(text, cells - 1).rstrip() + "…", cells)
