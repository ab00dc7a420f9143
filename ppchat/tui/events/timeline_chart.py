"""The drawing of a timeline: lanes, axis, gaps, figures."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ppchat.core.dialects.responses.event_types import short
from ppchat.core.inspect.lanes import Lane, Spans, item_family, item_label
from ppchat.core.metrics.metrics import MS
from ppchat.core.recording.slow_gaps import slow_ns
from ppchat.core.security.sanitize import safe_line
from ppchat.tui.events.row_cache import line
from ppchat.tui.events.time_window import Window
from ppchat.tui.style.event_styles import Ink

_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
_SETUP: Final = "░"
_WAIT: Final = "▒"
_QUIET: Final = "▁"
_TICK_COLUMNS: Final = 9
FEET: Final = 3
"""Lines beneath the lanes: the axis, the gaps, their figures."""


def label_width(width: int) -> int:
    """Cells to the left of the axis in a timeline of `width` cells."""
    return 13 if width < 80 else 15


Mark = tuple[str, Style, Style]
"""What stands in a column, and its style before and after the cursor."""


class Chart:
    """A drawing of what came in a window, for any place of the cursor."""

    def __init__(
        self,
        spans: Spans,
        hits: Spans | None,
        window: Window,
        width: int,
        height: int,
        ink: Ink,
    ) -> None:
        self.recording: Final = spans.recording
        self._spans = spans
        self._low, self._high = window
        self._left = label_width(width)
        self._columns = max(1, width - self._left)
        self._width, self._height = width, height
        self._ink = ink
        self._scale = self._columns / max(1, self._high - self._low)
        self._view = spans.view(self._low, self._high, self._columns)
        self._hits = hits.view(self._low, self._high, self._columns).counts if hits else None
        self._kinds = {item.output_index: item.type for item in self.recording.turn.items}
        self._lanes = sorted(
            ((index, lane) for index, lane in spans.lanes.items() if index >= 0),
            key=lambda entry: entry[1].first,
        )
        self._lane_marks: dict[int, list[Mark]] = {}

    def _column(self, time: int) -> int:
        return min(int((time - self._low) * self._scale), self._columns - 1 + (time > self._high))

    def _cursor_column(self, position: int) -> int:
        """The last column that is not after the cursor."""
        total = len(self.recording)
        if position >= total:
            return self._columns
        return self._column(self._spans.at(position - 1) if position else 0)

    def lines(self, position: int, pointed: int, *, hovering: bool) -> list[Strip]:
        """All lines, for the height there is; `pointed` is the event to tell about."""
        cursor = self._cursor_column(position)
        timed = self.recording.timed
        feet = FEET if timed else FEET - 1
        least = 1 + min(
            2, max(1, len(self._lanes))
        )  # the wait, and two lanes where there are so many
        feet = min(feet, max(0, self._height - least))
        room = max(1, self._height - feet)
        shown = self._chosen(room - 1, pointed)
        lines = [self._cells("wait", self._wait, cursor)] if timed else [self._no_times()]
        for index, lane in shown:
            marks = self._lane_marks.get(index)
            if marks is None:
                marks = self._lane_marks[index] = self._lane(index, lane)
            lines.append(self._cells(self._name(index), marks, cursor))
        hidden = len(self._lanes) - len(shown)
        lines += [[]] * (room - len(lines)) if self._height > 12 else []
        tail = [self._axis(f"+{hidden} more" if hidden else "", cursor)]
        if timed:
            tail.append(self._cells("gaps", self._gaps, cursor))
        tail.append(self._figures(pointed, hovering, cursor))
        lines += tail[:feet] if feet else []
        return [line(parts, self._width, self._ink.base) for parts in lines]

    def _label(self, text: str) -> str:
        return set_cell_size(safe_line(text, 40), self._left - 1) + " "

    def _chosen(self, room: int, pointed: int) -> list[tuple[int, Lane]]:
        """As many lanes as there is room for, with that of the event pointed at."""
        lanes = self._lanes
        if len(lanes) <= room:
            return lanes
        here = len(lanes) - 1
        for at, (_, lane) in enumerate(lanes):
            if lane.first <= pointed:
                here = at
        start = max(0, min(here - room // 2, len(lanes) - room))
        return lanes[start : start + max(0, room)]

    def _cells(self, label: str, marks: list[Mark], cursor: int) -> list[Segment]:
        """A line of marks, each in its style before or after the cursor."""
        parts = [Segment(self._label(label), self._ink.muted)]
        text, style = "", None
        show = cursor < self._columns
        for column, (mark, before, after) in enumerate(marks):
            wanted = before if column <= cursor else after
            if show and column == cursor:
                wanted = wanted + self._ink.focus_cursor
            if wanted is not style and text:
                parts.append(Segment(text, style))
                text = ""
            text, style = text + mark, wanted
        parts.append(Segment(text, style))
        return parts

    def _no_times(self) -> list[Segment]:
        return [Segment("by event: this recording kept no times", self._ink.muted)]

    @cached_property
    def _wait(self) -> list[Mark]:
        """Where nothing came: to the headers, to the first delta, and the silences after."""
        ink, spans, recording = self._ink, self._spans, self.recording
        marks = [(" ", ink.faint, ink.faint)] * self._columns
        origin = spans.origin_ns
        opened = recording.opened
        headers = opened.at_ns - origin if opened else 0
        first = recording.first_delta
        waiting = spans.end if recording.ended else self._high
        start = spans.at(first) if first is not None else waiting
        for column in range(self._columns):
            time = self._low + (column + 0.5) / self._scale
            if time < headers:
                marks[column] = (_SETUP, ink.muted, ink.faint)
            elif time < start:
                marks[column] = (_WAIT, ink.muted, ink.faint)
        busy = [False] * self._columns
        for row in self._view.counts.values():
            for column, count in enumerate(row):
                if count:
                    busy[column] = True
        silent = slow_ns(recording) * self._scale
        begin = max(0, int((start - self._low) * self._scale) + 1)
        column = begin
        end = min(self._columns, int((spans.end - self._low) * self._scale) + 1)
        while column < end:
            stop = column
            while stop < end and not busy[stop]:
                stop += 1
            if stop - column >= max(1.0, silent):
                for quiet in range(column, stop):
                    marks[quiet] = (_SETUP, ink.slow, ink.faint)
            column = stop + 1
        for column, count in enumerate(self._view.counts.get(-1, ())):
            if count:
                marks[column] = ("·" if marks[column][0] == " " else "▪", ink.text, ink.faint)
        return marks

    def _name(self, index: int) -> str:
        """What the lane of an item is called, with a number where there are several such."""
        kind = self._kinds.get(index, "")
        twins = [other for other, _ in self._lanes if self._kinds.get(other, "") == kind]
        label = item_label(kind)
        if len(twins) > 1:
            number = f" {twins.index(index) + 1}"
            label = label[: self._left - 1 - len(number)] + number
        return label

    def _lane(self, index: int, lane: Lane) -> list[Mark]:
        """How densely the events of an item came."""
        ink = self._ink
        group = item_family(self._kinds.get(index, ""))
        hue, later = ink.hue[group], ink.later[group]
        counts = self._view.counts.get(index, [0] * self._columns)
        hits = None if self._hits is None else self._hits.get(index, [0] * self._columns)
        most = max(counts, default=0)
        first, last = self._column(lane.start), self._column(lane.stop)
        marks: list[Mark] = []
        for column, count in enumerate(counts):
            if count:
                block = _BLOCKS[1 + round(7 * count / most)] if most > 1 else _BLOCKS[5]
                lit = hits is None or hits[column] > 0
                marks.append((block, hue if lit else ink.faint, later if lit else ink.faint))
            elif first <= column <= last:
                marks.append((_QUIET, later, later))
            else:
                marks.append((" ", hue, later))
        return marks

    def _axis(self, label: str, cursor: int) -> list[Segment]:
        unit = 1_000_000_000 if self.recording.timed else 1
        every = _tick((self._high - self._low) / self._columns * _TICK_COLUMNS)
        line = [" "] * (self._columns + 12)
        tick = -(-self._low // every) * every
        first = True
        while tick <= self._high:
            column = int((tick - self._low) * self._scale)
            text = f"{tick / unit:.9f}".rstrip("0").rstrip(".") if unit > 1 else f"{tick:,}"
            if first and unit > 1:
                text += " s"
            first = False
            if column + len(text) <= self._columns:
                line[column : column + len(text)] = text
            tick += every
        text = "".join(line)[: self._columns]
        parts = [Segment(self._label(label), self._ink.faint)]
        if not 0 <= cursor < self._columns:
            return [*parts, Segment(text, self._ink.muted)]
        return [
            *parts,
            Segment(text[:cursor], self._ink.muted),
            Segment("▲", self._ink.title),
            Segment(text[cursor + 1 :], self._ink.muted),
        ]

    @cached_property
    def _gaps(self) -> list[Mark]:
        """The longest gap in each column."""
        ink = self._ink
        gaps = self._view.gaps
        most = max(gaps, default=0)
        slow = slow_ns(self.recording)
        marks: list[Mark] = []
        for gap in gaps:
            block = _BLOCKS[max(1, min(8, round(8 * gap / most)))] if gap > 0 and most else " "
            style = ink.slow if gap > slow else ink.accent
            marks.append((block, style, ink.faint))
        return marks

    def _figures(self, pointed: int, hovering: bool, cursor: int) -> list[Segment]:
        ink, recording = self._ink, self.recording
        gaps = recording.gaps
        figures = ""
        if recording.timed and len(gaps):
            p50, p95, most = (round((gaps.percentile(p) or 0) / MS) for p in (50, 95, 100))
            figures = f"p50 {p50:,}  p95 {p95:,}  max {most:,} ms"
        parts = [Segment(" " * self._left)]
        room = self._columns
        about = self._about(pointed) if hovering or cursor < self._columns else ""
        if about and (hovering or len(figures) + len(about) + 4 > room):
            figures = "" if len(figures) + len(about) + 4 > room else figures
        parts.append(Segment(figures, ink.muted))
        if about:
            gap = room - len(figures) - len(about) if figures else 0
            parts.append(Segment(" " * gap + about[:room], ink.title if not hovering else ink.text))
        return parts

    def _about(self, n: int) -> str:
        recording = self.recording
        if not 0 <= n < len(recording):
            return "before the first event"
        sign = safe_line(short(recording.type(n)), 40)
        told = f"event {n:,}"
        if recording.timed:
            told = f"{self._spans.at(n) / 1e9:.3f} s  {told}"
        longer = f"{told} of {len(recording):,}  {sign}"
        return longer if len(longer) <= self._columns else told


def _tick(least: float) -> int:
    """The smallest round step of at least `least`: 1, 2 or 5 times a power of ten."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor >= least:
                return step * factor
        step *= 10
