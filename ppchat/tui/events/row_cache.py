"""The rows of the event list as strips, each drawn once as long as it looks the same."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from ppchat.core.inspect.event_rows import Row
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.slow_gaps import slow_ns
from ppchat.tui.events.event_row import Columns, Look, segments
from ppchat.tui.style.event_styles import Ink


class RowStrips:
    """What was drawn, and what drawing needs to know of the whole recording."""

    def __init__(self) -> None:
        self._strips: LRUCache[object, Strip] = LRUCache(512)
        self._kinds: dict[int, str] = {}
        self._slow_ns = 0
        self._measured = 0

    def clear(self) -> None:
        """Draw all anew: another theme, another width, another recording."""
        self._strips.clear()
        self._measured = 0

    def measure(self, recording: Recording) -> None:
        """Take note of its items, and now and then of its pace."""
        self._kinds = {item.output_index: item.type for item in recording.turn.items}
        if len(recording) >= self._measured * 1.02:
            self._measured = len(recording)
            slow = slow_ns(recording)
            if slow != self._slow_ns:
                self._slow_ns = slow
                self._strips.clear()

    def strip(
        self, recording: Recording, row: Row, at: Columns, width: int, look: Look, ink: Ink
    ) -> Strip:
        """A row as it is to look."""
        key = (row, look, width, at)
        found = self._strips.get(key)
        if found is None:
            parts = segments(recording, row, at, width, look, ink, self._kinds, self._slow_ns)
            ground = ink.base
            if look.cursor:
                ground = ink.focus_cursor if look.focus else ink.cursor
            found = self._strips[key] = line(parts, width, ground)
        return found


def line(parts: list[Segment], width: int, ground: Style) -> Strip:
    """Segments as a line of one width on one ground."""
    return (
        Strip([part for part in parts if part.text])
        .adjust_cell_length(width, ground)
        .apply_style(ground)
    )
