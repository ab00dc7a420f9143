"""What stands above the rows of the event list: the title, and the names of the columns."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import safe_line
from ppchat.tui.events.event_row import GUTTER, Columns
from ppchat.tui.style.event_styles import Ink


def title(
    recording: Recording,
    hits: int | None,
    note: str,
    position: int,
    following: bool,
    width: int,
    ink: Ink,
) -> list[Segment]:
    """How many events there are and where the cursor is; `hits` is None where all are listed."""
    parts = [Segment(" Events ", ink.strong), Segment(f"{len(recording):,}", ink.text)]
    if hits is not None:
        parts.append(Segment(f"  {hits:,} hits", ink.accent))
        if note:
            parts.append(Segment(f"  / {safe_line(note, 80)}", ink.muted))
    elif not recording.timed:
        parts.append(Segment("  no times kept", ink.muted))
    state = f"at {position - 1:,}" if position else "before the first"
    if following:
        state = "follow ▼"
    room = width - sum(cell_len(part.text) for part in parts) - len(state) - 1
    if room < 1:
        return parts
    style = ink.title if following else ink.muted
    return [*parts, Segment(" " * room), Segment(state, style)]


def heading(at: Columns, width: int, ink: Ink) -> list[Segment]:
    """The names of the columns."""
    line = " " * GUTTER + "#".rjust(at.number)
    if at.time:
        line += " " + "time s".rjust(at.time - 1)
    if at.gap:
        line += " " + "Δ ms".rjust(at.gap - 2) + "  "
    else:
        line += " "
    line += "event".ljust(at.type + 2 if at.type else 0)
    if at.item:
        line += " " + "item".ljust(at.item)
    if at.size:
        tail = "bytes".rjust(at.size)
        line = set_cell_size(line, max(cell_len(line), width - at.size - 1)) + tail
    return [Segment(line, ink.faint)]
