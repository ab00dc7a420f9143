"""The cache of the rows of the event list, each drawn once until its look changes."""

from __future__ import annotations

from collections import Counter

from rich.segment import Segment
from textual.cache import LRUCache
from textual.strip import Strip

from ppchat.core.inspect.event_rows import EventRow
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.slow_gaps import slow_threshold_ns
from ppchat.tui.events.event_row import EventColumns, RowStyle, row_segments
from ppchat.tui.events.event_sentence import event_sentence
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.strip import fit_width, line_strip


class RowCache:
    """The drawn rows, and what drawing needs to know about the whole recording."""

    def __init__(self, plain: bool = False) -> None:
        """`plain` rows are sentences, for a screen reader."""
        self._plain = plain
        self._start_ns = 0
        self._strips: LRUCache[object, Strip] = LRUCache(512)
        self._item_types: dict[int, str] = {}
        self._repeated_types: frozenset[str] = frozenset()
        self._slow_threshold_ns = 0
        self._measured_events = 0

    def clear(self) -> None:
        """Redraw all rows, for another theme, width or recording."""
        self._strips.clear()
        self._measured_events = 0

    def measure(self, recording: Recording, start_ns: int = 0) -> bool:
        """Update the item types and, from time to time, the threshold for slow gaps.

        The times that are shown count from `start_ns` before the request.

        Return whether rows that are drawn already look different now.
        """
        changed = start_ns != self._start_ns
        self._start_ns = start_ns
        items = recording.response.items
        if len(items) != len(self._item_types):
            counts = Counter(item.type for item in items)
            repeated = frozenset(kind for kind, count in counts.items() if count > 1)
            if repeated != self._repeated_types:
                self._repeated_types = repeated
                changed = True
        self._item_types = {item.output_index: item.type for item in items}
        if len(recording) >= self._measured_events * 1.02:
            self._measured_events = len(recording)
            threshold_ns = slow_threshold_ns(recording)
            if threshold_ns != self._slow_threshold_ns:
                self._slow_threshold_ns = threshold_ns
                changed = True
        if changed:
            self._strips.clear()
        return changed

    def strip(
        self,
        recording: Recording,
        row: EventRow,
        columns: EventColumns,
        width: int,
        row_style: RowStyle,
        styles: EventStyles,
    ) -> Strip:
        """A drawn row."""
        key = (row, row_style, width, columns)
        strip = self._strips.get(key)
        if strip is None and self._plain:
            mark = ("marked, " if row_style.marked else "") + (
                "current: " if row_style.cursor else ""
            )
            threshold_ns = self._slow_threshold_ns
            sentence = event_sentence(
                recording, row, self._item_types, threshold_ns, self._start_ns
            )
            segments = [Segment(fit_width(f" {mark}{sentence}", width), styles.text)]
            strip = self._strips[key] = line_strip(segments, width, styles.base)
        elif strip is None:
            segments = row_segments(
                recording,
                row,
                columns,
                width - 1,  # one cell stays empty at the right
                row_style,
                styles,
                self._item_types,
                self._slow_threshold_ns,
                self._repeated_types,
                self._start_ns,
            )
            background = styles.base
            if row_style.cursor:
                background = styles.focus_cursor if row_style.focus else styles.cursor
            strip = self._strips[key] = line_strip(segments, width, background)
        return strip
