"""The header of the event list: its title, the names of the columns, and why there are no rows."""

from __future__ import annotations

from textwrap import wrap
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from ppchat.core.chat.rounds import Place
from ppchat.core.inspect.event_rows import Depth
from ppchat.core.inspect.rounds.rounds import Rounds
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.view.ending import ending
from ppchat.tui.events.event_row import GUTTER, EventColumns
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.style.event_styles import EventStyles

_EVENT_HEADINGS: Final = {
    Depth.STEPS: "event",
    Depth.RUNS: "event, deltas folded",
    Depth.EVENTS: "event, nothing folded",
}


class Heading(NamedTuple):
    """Which answer of a conversation a list shows; the default is a list of another kind."""

    place: Place | None = None
    """Its place among the answers shown."""
    newer_streams: bool = False
    """Whether a newer answer streams in the meantime."""


_NO_ANSWER: Final = Heading()
_LONG_NAME: Final = 40
"""Terminal cells of a list from which its title is in full words."""


def title_segments(
    rounds: Rounds,
    hits: int | None,
    note: str,
    playhead: Playhead,
    width: int,
    styles: EventStyles,
    heading: Heading = _NO_ANSWER,
) -> list[Segment]:
    """The number of events and the position of the cursor; `hits` is None without a filter."""
    segments = _name_segments(len(rounds), heading, width, styles)
    if hits is not None:
        segments.append(Segment(f"  {hits:,} hits", styles.accent))
        if note:
            segments.append(Segment(f"  / {sanitize_line(note, 80)}", styles.muted))
    elif not rounds.timed:
        segments.append(Segment("  no timestamps", styles.muted))
    if heading.newer_streams and heading.place:
        return _with_state(segments, f"● {heading.place.total} streams", styles.accent, width)
    place = rounds.at(playhead.position)
    state = f"at {place.n - 1:,}" if playhead.position else "before the first"
    if rounds.are_several and playhead.position:
        state = f"round {place.round + 1}, {state}"
    if playhead.following:
        state = "follow ▼"
    style = styles.title if playhead.following else styles.muted
    return _with_state(segments, state, style, width)


def _name_segments(
    event_count: int, heading: Heading, width: int, styles: EventStyles
) -> list[Segment]:
    """What is listed: the events of one of several answers, in as many words as there is room."""
    events = f"{event_count:,}"
    place = heading.place
    if place is None:
        return [Segment(" Events ", styles.strong), Segment(events, styles.text)]
    is_long = width >= _LONG_NAME
    name = f" answer {place.number:,} of {place.total:,}"
    round_name = f" · round {place.round:,} of {place.rounds:,}"
    if not is_long:
        name = f" {place.number:,}/{place.total:,}"
        round_name = f" · {place.round:,}/{place.rounds:,}"
    return [
        Segment(name, styles.strong),
        Segment(round_name if place.rounds > 1 else "", styles.text),
        Segment(" · ", styles.muted),
        Segment(f"{events} {'event' if event_count == 1 else 'events'}", styles.text),
    ]


def _with_state(segments: list[Segment], state: str, style: Style, width: int) -> list[Segment]:
    """`segments` with `state` at the right edge, where there is room for it."""
    space = width - sum(cell_len(segment.text) for segment in segments) - len(state) - 1
    return segments if space < 1 else [*segments, Segment(" " * space), Segment(state, style)]


def column_headings(
    columns: EventColumns, depth: Depth, width: int, styles: EventStyles
) -> list[Segment]:
    """The names of the columns, and what is folded where that is less than usual."""
    line = " " * GUTTER + "#".rjust(columns.number)
    if columns.time:
        line += " " + "time s".rjust(columns.time - 1)
    if columns.gap:
        line += " " + "Δ ms".rjust(columns.gap - 2) + "  "
    else:
        line += " "
    line += _EVENT_HEADINGS[depth].ljust(columns.type + 2 if columns.type else 0)
    if columns.item:
        line += " " + "item".ljust(columns.item)
    if columns.size:
        tail = "bytes".rjust(columns.size)
        line = set_cell_size(line, max(cell_len(line), width - columns.size - 1)) + tail
    return [Segment(line, styles.faint)]


def empty_list_lines(recording: Recording, width: int, *, filtered: bool) -> list[str]:
    """What stands in place of rows: that none match, or why there was no event."""
    if recording.ended is None:
        return [" No matching events" if filtered else " No events yet"]
    if len(recording):
        return [" No matching events"] if filtered else []
    message = ending(recording.summary)
    reasons = message[1].splitlines() if message else []
    return [
        f" {line}"
        for text in ("No events", *reasons)
        for line in wrap(sanitize_line(text), max(10, width - 2))
    ]
