"""A response as a row of the stream list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.segment import Segment

from ppchat.core.dialects.vocabulary import Family
from ppchat.core.view.response_row import ResponseRow
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.outcomes import tone_style
from ppchat.tui.style.strip import fit_width

WIDE: Final = 100
"""Width of the list, in cells, from which there is room for durations and longer names."""
_CLOCK: Final = 8
_PROTOCOL: Final = 11
"""The longest name of a protocol, and the space after it."""


@dataclass(frozen=True, slots=True)
class StreamColumns:
    """The widths of the columns in cells; 0 for a column that is left out."""

    model: int
    protocol: int
    prompt: int
    status: int
    elapsed: int
    ttft: int
    events: int
    rate: int


def column_widths(width: int, *, has_protocols: bool = False) -> StreamColumns:
    """The columns that fit a list of this width; the prompt takes the remaining space.

    The protocol has one if `has_protocols`.
    """
    protocol = _PROTOCOL if has_protocols else 0
    wide = width >= WIDE + protocol
    model, status, elapsed = (20, 18, 12) if wide else (14, 12, 0)
    ttft, events, rate = (9, 8, 8) if wide else (7, 7, 6)
    named = 1 + _CLOCK + 2 + model + 2 + protocol + status + 2
    fixed = named + elapsed + ttft + events + rate + 1
    return StreamColumns(
        model, protocol, max(4, width - fixed), status, elapsed, ttft, events, rate
    )


def heading(columns: StreamColumns, styles: EventStyles) -> list[Segment]:
    """The names of the columns."""
    text = " " + "time".ljust(_CLOCK) + "  " + "model".ljust(columns.model) + "  "
    text += "protocol".ljust(columns.protocol)[: columns.protocol]
    text += "prompt".ljust(columns.prompt) + "  " + "status".ljust(columns.status)
    text += "took".rjust(columns.elapsed)[: columns.elapsed]
    text += (
        "TTFT".rjust(columns.ttft) + "events".rjust(columns.events) + "tok/s".rjust(columns.rate)
    )
    return [Segment(text, styles.faint)]


def segments(
    row: ResponseRow, columns: StreamColumns, styles: EventStyles, *, cursor: bool, marked: bool
) -> list[Segment]:
    """A row; a value too long for its column ends in an ellipsis."""
    gutter = "●" if marked else "▌" if cursor else " "
    tone = tone_style(styles, row.status.tone)
    return [
        Segment(gutter, styles.mark if marked else styles.title),
        Segment(row.clock.ljust(_CLOCK) + "  ", styles.muted),
        Segment(fit_width(row.model, columns.model) + "  ", styles.by_family[Family.REASONING]),
        Segment(fit_width(row.protocol, columns.protocol), styles.muted),
        Segment(fit_width(row.prompt, columns.prompt) + "  ", styles.text),
        Segment(fit_width(f"{row.status.sign} {row.status.word}", columns.status), tone),
        Segment(row.status.elapsed.rjust(columns.elapsed) if columns.elapsed else "", styles.muted),
        Segment(
            (row.ttft if columns.elapsed else row.ttft.replace(" ", "")).rjust(columns.ttft),
            styles.text,
        ),
        Segment(f"{row.events:,}".rjust(columns.events), styles.muted),
        Segment(row.rate.rjust(columns.rate), styles.text),
    ]
