"""The marks of one round in a window of time: its wait, its lanes, its gaps."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Final

from rich.style import Style

from ppchat.core.inspect.lanes import Lane, Lanes
from ppchat.core.recording.slow_gaps import slow_threshold_ns
from ppchat.tui.events.chart.bars import BARS_PER_COLUMN, bar_columns
from ppchat.tui.events.chart.time_window import TimeWindow
from ppchat.tui.style.event_styles import EventStyles

_SETUP_MARK: Final = "░"
_WAIT_MARK: Final = "▒"
_IDLE_MARK: Final = "⣀"

Mark = tuple[str, Style, Style]
"""The character of a column, empty for a bare one, and its style before and after the cursor."""


class RoundMarks:
    """The events of a round within a window on its own axis, in columns."""

    def __init__(
        self,
        lanes: Lanes,
        hit_lanes: Lanes | None,
        window: TimeWindow,
        columns: int,
        label_length: int,
        styles: EventStyles,
    ) -> None:
        """Names of lanes have at most `label_length` characters."""
        self.recording: Final = lanes.recording
        self._all_lanes = lanes
        self._low, self._high = window
        self._columns = columns
        self._label_length = label_length
        self._styles = styles
        self._scale = columns / max(1, self._high - self._low)
        bars = lanes.columns(self._low, self._high, columns * BARS_PER_COLUMN)
        self.gaps: Final = bars.gaps
        """The longest gap of each bar, in nanoseconds; `BARS_PER_COLUMN` bars a column."""
        self._bars = bars.counts
        self._counts = {index: _sum_bars(row) for index, row in bars.counts.items()}
        self._hits = hit_lanes.columns(self._low, self._high, columns).counts if hit_lanes else None
        self._item_types = {item.output_index: item.type for item in self.recording.response.items}
        self._count_by_type = Counter(
            self._item_types.get(index, "") for index in lanes.by_index if index >= 0
        )
        self._lane_marks: dict[int, list[Mark]] = {}

    def _column(self, time: int) -> int:
        return min(int((time - self._low) * self._scale), self._columns - 1 + (time > self._high))

    @cached_property
    def threshold_ns(self) -> int:
        """The gap above which one is slow."""
        return slow_threshold_ns(self.recording)

    @cached_property
    def wait(self) -> list[Mark]:
        """The waits: for the headers, for the first delta, and the silences after it."""
        styles, lanes, recording = self._styles, self._all_lanes, self.recording
        marks = [("", styles.faint, styles.faint)] * self._columns
        origin = lanes.origin_ns
        opened = recording.opened
        headers = opened.at_ns - origin if opened else 0
        first = recording.first_delta
        waiting = lanes.end if recording.ended else self._high
        start = lanes.time_of(first) if first is not None else waiting
        for column in range(self._columns):
            time = self._low + (column + 0.5) / self._scale
            if time < 0:
                continue  # an earlier round
            if time < headers:
                marks[column] = (_SETUP_MARK, styles.muted, styles.faint)
            elif time < start:
                marks[column] = (_WAIT_MARK, styles.muted, styles.faint)
        busy = [False] * self._columns
        for counts in self._counts.values():
            for column, count in enumerate(counts):
                if count:
                    busy[column] = True
        min_silence = self.threshold_ns * self._scale
        begin = max(0, int((start - self._low) * self._scale) + 1)
        column = begin
        end = min(self._columns, int((lanes.end - self._low) * self._scale) + 1)
        while column < end:
            stop = column
            while stop < end and not busy[stop]:
                stop += 1
            if stop - column >= max(1.0, min_silence):
                for idle in range(column, stop):
                    marks[idle] = (_SETUP_MARK, styles.slow, styles.faint)
            column = stop + 1
        for column, count in enumerate(self._counts.get(-1, ())):
            if count:
                marks[column] = ("·" if not marks[column][0] else "▪", styles.text, styles.faint)
        return marks

    def lane_name(self, index: int) -> str:
        """The label of a lane, with the number of its item where several have its type."""
        item_type = self._item_types.get(index, "")
        dialect = self.recording.dialect
        label = dialect.item_label(item_type)
        number = dialect.distinct_number(index, repeated=self._count_by_type[item_type] > 1)
        return f"{label[: self._label_length - 1 - len(number)]} {number}" if number else label

    def lane(self, lane: Lane) -> list[Mark]:
        """How densely the events of an item arrived."""
        marks = self._lane_marks.get(lane.output_index)
        if marks is None:
            marks = self._lane_marks[lane.output_index] = self._density_marks(lane)
        return marks

    def _density_marks(self, lane: Lane) -> list[Mark]:
        styles, index = self._styles, lane.output_index
        group = self.recording.dialect.item_family(self._item_types.get(index, ""))
        color, later = styles.by_family[group], styles.by_family_dimmed[group]
        counts = self._counts.get(index, [0] * self._columns)
        hits = None if self._hits is None else self._hits.get(index, [0] * self._columns)
        bars = bar_columns(self._bars.get(index, [0] * self._columns * BARS_PER_COLUMN))
        first, last = self._column(lane.start), self._column(lane.stop)
        is_in_sight = lane.stop >= self._low
        marks: list[Mark] = []
        for column, count in enumerate(counts):
            if count:
                highlighted = hits is None or hits[column] > 0
                marks.append(
                    (
                        bars[column],
                        color if highlighted else styles.faint,
                        later if highlighted else styles.faint,
                    )
                )
            elif first <= column <= last and is_in_sight:
                marks.append((_IDLE_MARK, later, later))
            else:
                marks.append(("", color, later))
        return marks


def _sum_bars(row: list[int]) -> list[int]:
    """The numbers of a column, of those of its bars."""
    return [left + right for left, right in zip(row[::2], row[1::2], strict=True)]
