"""The chart of a timeline: lanes, axis, gaps and gap statistics."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Final

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ppchat.core.inspect.lanes import Lane, Lanes
from ppchat.core.metrics.metrics import NS_PER_MS
from ppchat.core.recording.slow_gaps import slow_threshold_ns
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_duration, format_measure
from ppchat.tui.events.chart.bars import BARS_PER_COLUMN, bar_columns
from ppchat.tui.events.chart.time_axis import axis_ticks
from ppchat.tui.events.chart.time_window import TimeWindow
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.strip import line_strip

_SETUP_MARK: Final = "░"
_WAIT_MARK: Final = "▒"
_IDLE_MARK: Final = "⣀"
_GRID_MARK: Final = "┊"
_NARROW: Final = 50
_WIDE: Final = 80
"""Widths of a timeline from which its labels have more room."""
_NAMED_FACTOR: Final = 2
"""How many times the usual gap the longest exceeds where its time stands beside it."""
FOOTER_LINES: Final = 3
"""Lines below the lanes: the axis, the gaps and their statistics."""


def label_width(width: int) -> int:
    """Cells left of the axis in a timeline `width` cells wide."""
    if width < _NARROW:
        return 11
    return 13 if width < _WIDE else 15


Mark = tuple[str, Style, Style]
"""The character of a column, empty for a bare one, and its style before and after the cursor."""


class TimelineChart:
    """The events of a time window, drawn for any position of the cursor."""

    def __init__(
        self,
        lanes: Lanes,
        hit_lanes: Lanes | None,
        window: TimeWindow,
        width: int,
        height: int,
        styles: EventStyles,
    ) -> None:
        self.recording: Final = lanes.recording
        self._all_lanes = lanes
        self._low, self._high = window
        self._left = label_width(width)
        self._columns = max(1, width - self._left)
        self._width, self._height = width, height
        self._styles = styles
        self._scale = self._columns / max(1, self._high - self._low)
        bars = self._columns * BARS_PER_COLUMN
        self._bars = lanes.columns(self._low, self._high, bars)
        self._counts = {index: _sum_bars(row) for index, row in self._bars.counts.items()}
        ticks = axis_ticks(window, self._columns, timed=self.recording.timed)
        self._ticks = {tick.column: tick.label for tick in ticks}
        self._hits = (
            hit_lanes.columns(self._low, self._high, self._columns).counts if hit_lanes else None
        )
        self._item_types = {item.output_index: item.type for item in self.recording.response.items}
        self._item_lanes = sorted(
            ((index, lane) for index, lane in lanes.by_index.items() if index >= 0),
            key=lambda entry: entry[1].first,
        )
        self._count_by_type = Counter(
            self._item_types.get(index, "") for index, _ in self._item_lanes
        )
        self._lane_marks: dict[int, list[Mark]] = {}

    def _column(self, time: int) -> int:
        return min(int((time - self._low) * self._scale), self._columns - 1 + (time > self._high))

    def _cursor_column(self, position: int) -> int:
        """The last column that is not after the cursor."""
        total = len(self.recording)
        if position >= total:
            return self._columns
        return self._column(self._all_lanes.time_of(position - 1) if position else 0)

    def lines(self, position: int, described: int, *, hovering: bool) -> list[Strip]:
        """All lines that fit the height; `described` is the event described in the last line."""
        cursor = self._cursor_column(position)
        timed = self.recording.timed
        footer_lines = FOOTER_LINES if timed else FOOTER_LINES - 1
        # The wait, and two lanes if there are as many.
        min_lines = 1 + min(2, max(1, len(self._item_lanes)))
        footer_lines = min(footer_lines, max(0, self._height - min_lines))
        space = max(1, self._height - footer_lines)
        visible = self._visible_lanes(space - 1, described)
        lines = (
            [self._mark_segments("wait", self._wait_marks, cursor)] if timed else [self._no_times()]
        )
        for index, lane in visible:
            marks = self._lane_marks.get(index)
            if marks is None:
                marks = self._lane_marks[index] = self._density_marks(index, lane)
            lines.append(self._mark_segments(self._lane_name(index), marks, cursor))
        hidden = len(self._item_lanes) - len(visible)
        lines += [[]] * (space - len(lines)) if self._height > 12 else []
        footer = [self._axis(f"+{hidden} more" if hidden else "", cursor)]
        if timed:
            footer.append(self._mark_segments("gaps", self._gap_marks, cursor))
        footer.append(self._summary_line(described, hovering, cursor))
        lines += footer[:footer_lines] if footer_lines else []
        return [line_strip(segments, self._width, self._styles.base) for segments in lines]

    def _label(self, text: str) -> str:
        return set_cell_size(sanitize_line(text, 40), self._left - 1) + " "

    def _visible_lanes(self, space: int, described: int) -> list[tuple[int, Lane]]:
        """The lanes that fit, including that of the event described."""
        lanes = self._item_lanes
        if len(lanes) <= space:
            return lanes
        current = len(lanes) - 1
        for number, (_, lane) in enumerate(lanes):
            if lane.first <= described:
                current = number
        start = max(0, min(current - space // 2, len(lanes) - space))
        return lanes[start : start + max(0, space)]

    def _mark_segments(self, label: str, marks: list[Mark], cursor: int) -> list[Segment]:
        """A line of marks, each styled for its side of the cursor."""
        segments = [Segment(self._label(label), self._styles.muted)]
        text, style = "", None
        cursor_visible = cursor < self._columns
        for column, (own_mark, before, after) in enumerate(marks):
            mark = own_mark
            mark_style = before if column <= cursor else after
            if not mark:
                mark = _GRID_MARK if column in self._ticks else " "
                mark_style = self._styles.faint
            if cursor_visible and column == cursor:
                mark_style = mark_style + self._styles.focus_cursor
            if mark_style is not style and text:
                segments.append(Segment(text, style))
                text = ""
            text, style = text + mark, mark_style
        segments.append(Segment(text, style))
        return segments

    def _no_times(self) -> list[Segment]:
        return [Segment("by event: this recording has no timestamps", self._styles.muted)]

    @cached_property
    def _wait_marks(self) -> list[Mark]:
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
            if time < headers:
                marks[column] = (_SETUP_MARK, styles.muted, styles.faint)
            elif time < start:
                marks[column] = (_WAIT_MARK, styles.muted, styles.faint)
        busy = [False] * self._columns
        for counts in self._counts.values():
            for column, count in enumerate(counts):
                if count:
                    busy[column] = True
        min_silence = slow_threshold_ns(recording) * self._scale
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

    def _lane_name(self, index: int) -> str:
        """The label of a lane, with the number of its item where several have its type."""
        item_type = self._item_types.get(index, "")
        dialect = self.recording.dialect
        label = dialect.item_label(item_type)
        number = dialect.distinct_number(index, repeated=self._count_by_type[item_type] > 1)
        return f"{label[: self._left - 2 - len(number)]} {number}" if number else label

    def _density_marks(self, index: int, lane: Lane) -> list[Mark]:
        """How densely the events of an item arrived."""
        styles = self._styles
        group = self.recording.dialect.item_family(self._item_types.get(index, ""))
        color, later = styles.by_family[group], styles.by_family_dimmed[group]
        counts = self._counts.get(index, [0] * self._columns)
        hits = None if self._hits is None else self._hits.get(index, [0] * self._columns)
        bars = bar_columns(self._bars.counts.get(index, [0] * self._columns * BARS_PER_COLUMN))
        first, last = self._column(lane.start), self._column(lane.stop)
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
            elif first <= column <= last:
                marks.append((_IDLE_MARK, later, later))
            else:
                marks.append(("", color, later))
        return marks

    def _axis(self, label: str, cursor: int) -> list[Segment]:
        line = [" "] * self._columns
        for column, text in self._ticks.items():
            if column + len(text) <= self._columns:
                line[column : column + len(text)] = text
        text = "".join(line)
        segments = [Segment(self._label(label), self._styles.faint)]
        if not 0 <= cursor < self._columns:
            return [*segments, Segment(text, self._styles.muted)]
        return [
            *segments,
            Segment(text[:cursor], self._styles.muted),
            Segment("▲", self._styles.title),
            Segment(text[cursor + 1 :], self._styles.muted),
        ]

    @cached_property
    def _gap_marks(self) -> list[Mark]:
        """The longest gaps, and beside the longest of all how long it was."""
        styles = self._styles
        gaps = self._bars.gaps
        threshold_ns = slow_threshold_ns(self.recording)
        marks: list[Mark] = []
        for column, bar in enumerate(bar_columns(gaps)):
            first = column * BARS_PER_COLUMN
            is_slow = max(gaps[first : first + BARS_PER_COLUMN]) > threshold_ns
            marks.append((bar, styles.slow if is_slow else styles.accent, styles.faint))
        longest = max(gaps, default=0)
        if longest > _NAMED_FACTOR * (self.recording.gaps.percentile(50) or 0):
            column = gaps.index(longest) // BARS_PER_COLUMN
            style = styles.slow if longest > threshold_ns else styles.muted
            text = f" {format_duration(longest)} "
            start = column + 1 if column + len(text) < self._columns else column - len(text)
            if start >= 0:
                marks[start : start + len(text)] = [(char, style, styles.faint) for char in text]
        return marks

    def _summary_line(self, described: int, hovering: bool, cursor: int) -> list[Segment]:
        styles, recording = self._styles, self.recording
        gaps = recording.gaps
        summary = ""
        if recording.timed and len(gaps):
            p50, p95, maximum = (
                round((gaps.percentile(p) or 0) / NS_PER_MS) for p in (50, 95, 100)
            )
            summary = f"p50 {p50:,}  p95 {p95:,}  max {maximum:,} ms"
        segments = [Segment(" " * self._left)]
        space = self._columns
        description = self._describe_event(described) if hovering or cursor < self._columns else ""
        if description and (hovering or len(summary) + len(description) + 4 > space):
            summary = "" if len(summary) + len(description) + 4 > space else summary
        segments.append(Segment(summary, styles.muted))
        if description:
            gap = space - len(summary) - len(description) if summary else 0
            segments.append(
                Segment(
                    " " * gap + description[:space], styles.title if not hovering else styles.text
                )
            )
        return segments

    def _describe_event(self, n: int) -> str:
        recording = self.recording
        if not 0 <= n < len(recording):
            return "before the first event"
        sign = sanitize_line(recording.dialect.short_type(recording.type(n)), 40)
        description = f"event {n:,}"
        if recording.timed:
            time = format_measure(self._all_lanes.time_of(n) / 1e9, "s", 3)
            description = f"{time}  {description}"
        full_description = f"{description} of {len(recording):,}  {sign}"
        return full_description if len(full_description) <= self._columns else description


def _sum_bars(row: list[int]) -> list[int]:
    """The numbers of a column, of those of its bars."""
    return [left + right for left, right in zip(row[::2], row[1::2], strict=True)]
