"""The header of the event details: type, timing, and the tabs with the fault."""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from rich.style import Style

from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.screens.inspect.detail_text import timing_line
from ppchat.tui.style.event_styles import FAMILY_SIGNS, EventStyles

HEADER_LINES: Final = 3
"""Lines above the body: the type, the timing, and the tabs with the fault."""
TAB_LINE: Final = HEADER_LINES - 1
"""The line of the tabs."""
MODES: Final = ("json", "raw", "change")
"""The views of an event, one tab each."""
_REVERSE: Final = Style(reverse=True)


def header_segments(
    recording: Recording | None, n: int, mode: str, y: int, styles: EventStyles
) -> list[Segment]:
    """Line `y` of the header of event `n`, which is -1 before the first event."""
    if recording is None or n < 0:
        return [Segment(" Details" if y == 0 else "", styles.strong)]
    if y == TAB_LINE:
        active_style = styles.title + _REVERSE
        tabs = [
            Segment(f" {name} ", active_style if name == mode else styles.muted) for name in MODES
        ]
        fault = recording.faults.get(n, "")
        fault_segments = [Segment(f"  ! {sanitize_line(fault)}", styles.error)] if fault else []
        return [Segment(" "), *tabs, *fault_segments]
    if y == 1:
        return [Segment(f" {timing_line(recording, n)}", styles.muted)]
    event_type = recording.type(n)
    event_family = recording.dialect.family(event_type)
    return [
        Segment(f" {n:,} ", styles.strong),
        Segment(
            f" {FAMILY_SIGNS[event_family]} {sanitize_line(event_type, 200)}",
            styles.by_family[event_family],
        ),
    ]


def mode_at(x: int) -> str | None:
    """The mode whose tab is in column `x`; None for none."""
    start = 1
    for name in MODES:
        if start <= x < start + len(name) + 2:
            return name
        start += len(name) + 2
    return None
