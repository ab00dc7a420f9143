"""What stands above an event in full: its type, its figures, the tabs with its fault."""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from rich.style import Style

from ppchat.core.dialects.responses.event_types import family
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import safe_line
from ppchat.tui.screens.inspect.detail_text import figures
from ppchat.tui.style.event_styles import SIGNS, Ink

HEAD: Final = 3
"""Lines above the body: the type, the figures, the tabs with the fault."""
TABS: Final = HEAD - 1
"""The line with the tabs."""
MODES: Final = ("json", "raw", "change")
"""What can be shown of an event, a tab each."""
_REVERSE: Final = Style(reverse=True)


def head(recording: Recording | None, n: int, mode: str, y: int, ink: Ink) -> list[Segment]:
    """Line `y` above the body of event `n`, which is -1 before the first."""
    if recording is None or n < 0:
        return [Segment(" Detail" if y == 0 else "", ink.strong)]
    if y == TABS:
        chosen = ink.title + _REVERSE
        tabs = [Segment(f" {name} ", chosen if name == mode else ink.muted) for name in MODES]
        fault = recording.faults.get(n, "")
        told = [Segment(f"  ! {safe_line(fault)}", ink.error)] if fault else []
        return [Segment(" "), *tabs, *told]
    if y == 1:
        return [Segment(f" {figures(recording, n)}", ink.muted)]
    kind = recording.type(n)
    group = family(kind)
    return [
        Segment(f" {n:,} ", ink.strong),
        Segment(f" {SIGNS[group]} {safe_line(kind, 200)}", ink.hue[group]),
    ]


def tab_at(x: int) -> str | None:
    """The mode whose tab stands in a column."""
    at = 1
    for name in MODES:
        if at <= x < at + len(name) + 2:
            return name
        at += len(name) + 2
    return None
