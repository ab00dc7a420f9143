"""The chart of a timeline: the lanes of the rounds, axis, gaps and gap statistics."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import Final

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.strip import Strip

from ppchat.core.inspect.rounds.lanes import LaneRow, RoundLanes
from ppchat.core.metrics.metrics import NS_PER_MS
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_duration, format_measure
from ppchat.tui.events.chart.bars import BARS_PER_COLUMN, bar_columns
from ppchat.tui.events.chart.round_marks import Mark, RoundMarks
from ppchat.tui.events.chart.time_axis import axis_ticks
from ppchat.tui.events.chart.time_window import TimeWindow
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.strip import line_strip

_GRID_MARK: Final = "┊"
_PAUSE_MARK: Final = "╌"
"""The time between two rounds, while tools ran or somebody answered."""
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


class TimelineChart:
    """The events of a time window, drawn for any position of the cursor."""

    def __init__(
        self,
        lanes: RoundLanes,
        hit_lanes: RoundLanes | None,
        window: TimeWindow,
        width: int,
        height: int,
        styles: EventStyles,
    ) -> None:
        self.rounds: Final = lanes.rounds
        self._all_lanes = lanes
        self._low, self._high = window
        self._left = label_width(width)
        self._columns = max(1, width - self._left)
        self._width, self._height = width, height
        self._styles = styles
        self._scale = self._columns / max(1, self._high - self._low)
        ticks = axis_ticks(window, self._columns, timed=self.rounds.timed)
        self._ticks = {tick.column: tick.label for tick in ticks}
        self._marks = [
            RoundMarks(
                own_lanes,
                hit_lanes.lanes[index] if hit_lanes else None,
                TimeWindow(self._low - start, self._high - start),
                self._columns,
                self._left - 1,
                styles,
            )
            for index, (own_lanes, start) in enumerate(zip(lanes.lanes, lanes.starts, strict=True))
        ]
        self._lane_rows = lanes.rows

    def _cursor_column(self, position: int) -> int:
        """The last column that is not after the cursor."""
        if position >= len(self.rounds):
            return self._columns
        time = self._all_lanes.time_of(position - 1) if position else 0
        return min(int((time - self._low) * self._scale), self._columns - 1 + (time > self._high))

    def lines(self, position: int, described: int, *, hovering: bool) -> list[Strip]:
        """All lines that fit the height; `described` is the event described in the last line."""
        cursor = self._cursor_column(position)
        timed = self.rounds.timed
        footer_lines = FOOTER_LINES if timed else FOOTER_LINES - 1
        # The wait, and two lanes if there are as many.
        min_lines = 1 + min(2, max(1, len(self._lane_rows)))
        footer_lines = min(footer_lines, max(0, self._height - min_lines))
        space = max(1, self._height - footer_lines)
        visible = self._visible_rows(space - 1, described)
        lines = (
            [self._mark_segments("wait", self._wait_marks, cursor)] if timed else [self._no_times()]
        )
        for _, lanes in visible:
            marks = _merge(self._marks[number].lane(lane) for number, lane in lanes)
            name = self._marks[lanes[0].round].lane_name(lanes[0].lane.output_index)
            lines.append(self._mark_segments(name, marks, cursor))
        hidden = len(self._lane_rows) - len(visible)
        lines += [[]] * (space - len(lines)) if self._height > 12 else []
        footer = [self._axis(f"+{hidden} more" if hidden else "", cursor)]
        if timed:
            footer.append(self._mark_segments("gaps", self._gap_marks, cursor))
        footer.append(self._summary_line(described, hovering, cursor))
        lines += footer[:footer_lines] if footer_lines else []
        return [line_strip(segments, self._width, self._styles.base) for segments in lines]

    def _label(self, text: str) -> str:
        return set_cell_size(sanitize_line(text, 40), self._left - 1) + " "

    def _visible_rows(self, space: int, described: int) -> list[LaneRow]:
        """The lanes that fit, including that of the event described."""
        rows = self._lane_rows
        if len(rows) <= space:
            return rows
        current = len(rows) - 1
        for number, row in enumerate(rows):
            if row.first <= described:
                current = number
        start = max(0, min(current - space // 2, len(rows) - space))
        return rows[start : start + max(0, space)]

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
        """The waits of the rounds, and the time between them with its length."""
        marks = _merge(marks.wait for marks in self._marks)
        styles = self._styles
        for before, span in pairwise(self.rounds.spans()):
            first = max(0, int((before.stop_ns - self._low) * self._scale) + 1)
            last = min(self._columns, int((span.start_ns - self._low) * self._scale))
            for column in range(first, last):
                if not marks[column][0]:
                    marks[column] = (_PAUSE_MARK, styles.accent, styles.faint)
            text = f" {format_duration(span.pause_ns or 0)} "
            start = first + (last - first - len(text)) // 2
            if span.pause_ns and start > first:
                marks[start : start + len(text)] = [
                    (char, styles.accent, styles.faint) for char in text
                ]
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
        all_gaps = [marks.gaps for marks in self._marks]
        gaps = list(map(max, zip(*all_gaps, strict=True))) if len(all_gaps) > 1 else all_gaps[0]
        slow = {
            bar // BARS_PER_COLUMN
            for marks in self._marks
            for bar, gap in enumerate(marks.gaps)
            if gap > marks.threshold_ns
        }
        marks: list[Mark] = [
            (bar, styles.slow if column in slow else styles.accent, styles.faint)
            for column, bar in enumerate(bar_columns(gaps))
        ]
        longest = max(gaps, default=0)
        owner = next((own for own in self._marks if longest in own.gaps), self._marks[0])
        if longest > _NAMED_FACTOR * (owner.recording.gaps.percentile(50) or 0):
            column = gaps.index(longest) // BARS_PER_COLUMN
            style = styles.slow if longest > owner.threshold_ns else styles.muted
            text = f" {format_duration(longest)} "
            start = column + 1 if column + len(text) < self._columns else column - len(text)
            if start >= 0:
                marks[start : start + len(text)] = [(char, style, styles.faint) for char in text]
        return marks

    def _summary_line(self, described: int, hovering: bool, cursor: int) -> list[Segment]:
        styles = self._styles
        gaps = self.rounds.at(described + 1).recording.gaps
        summary = ""
        if self.rounds.timed and len(gaps):
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
        if not 0 <= n < len(self.rounds):
            return "before the first event"
        index, recording, number = self.rounds.event(n)
        sign = sanitize_line(recording.dialect.short_type(recording.type(number)), 40)
        description = f"event {number:,}"
        if self.rounds.are_several:
            description = f"round {index + 1}, {description}"
        if recording.timed:
            time = format_measure(self._all_lanes.time_of(n) / 1e9, "s", 3)
            description = f"{time}  {description}"
        full_description = f"{description} of {len(recording):,}  {sign}"
        return full_description if len(full_description) <= self._columns else description


def _merge(lines: Iterable[list[Mark]]) -> list[Mark]:
    """One line of several, which are bare where another has its marks."""
    first, *others = lines
    if not others:
        return first
    marks = list(first)
    for line in others:
        for column, mark in enumerate(line):
            if mark[0]:
                marks[column] = mark
    return marks
