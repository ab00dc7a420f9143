"""The drawing of a timeline: lanes, axis, gaps, figures."""

from __future__ import annotations

from typing import Final

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ppchat.core.catalogue import short
from ppchat.core.metric import MS
from ppchat.core.pace import slow_ns
from ppchat.core.safe import safe_line
from ppchat.core.span import Lane, Spans, item_family, item_label
from ppchat.tui.inspector.ink import Ink

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


class Chart:
    """One drawing; made anew for each frame that shows something else."""

    def __init__(
        self,
        spans: Spans,
        hits: Spans | None,
        position: int,
        window: tuple[int, int],
        width: int,
        height: int,
        ink: Ink,
    ) -> None:
        self._spans = spans
        self._recording = spans.recording
        self._position = position
        self._low, self._high = window
        self._left = label_width(width)
        self._columns = max(1, width - self._left)
        self._width, self._height = width, height
        self._ink = ink
        self._scale = self._columns / max(1, self._high - self._low)
        self._view = spans.view(self._low, self._high, self._columns)
        self._hits = hits.view(self._low, self._high, self._columns).counts if hits else None
        total = len(self._recording)
        at_end = position >= total
        cursor = spans.at(min(position, total) - 1) if position and total else 0
        self._cursor = self._columns if at_end else self._column(cursor)
        """The last column that is not after the cursor."""

    def _column(self, time: int) -> int:
        return min(int((time - self._low) * self._scale), self._columns - 1 + (time > self._high))

    def lines(self, pointed: int, *, hovering: bool) -> list[Strip]:
        """All lines, for the height there is; `pointed` is the event to tell about."""
        timed = self._recording.timed
        feet = FEET if timed else FEET - 1
        if self._height < feet + 3:
            feet = max(0, self._height - 3)
        room = max(1, self._height - feet)
        lanes = self._lanes()
        shown = self._chosen(lanes, room - 1, pointed)
        lines = [self._wait()] if timed else [self._no_times()]
        lines += [self._lane(index, lane, lanes) for index, lane in shown]
        hidden = len(lanes) - len(shown)
        lines += [[]] * (room - len(lines)) if self._height > 12 else []
        tail = [self._axis(f"+{hidden} more" if hidden else "")]
        if timed:
            tail.append(self._gaps())
        tail.append(self._figures(pointed, hovering))
        lines += tail[:feet] if feet else []
        base = self._ink.base
        return [
            Strip(line).adjust_cell_length(self._width, base).apply_style(base) for line in lines
        ]

    def _label(self, text: str) -> str:
        return set_cell_size(safe_line(text, 40), self._left - 1) + " "

    def _lanes(self) -> list[tuple[int, Lane]]:
        return sorted(
            ((index, lane) for index, lane in self._spans.lanes.items() if index >= 0),
            key=lambda entry: entry[1].first,
        )

    def _chosen(
        self, lanes: list[tuple[int, Lane]], room: int, pointed: int
    ) -> list[tuple[int, Lane]]:
        """As many lanes as there is room for, with that of the event pointed at."""
        if len(lanes) <= room:
            return lanes
        here = len(lanes) - 1
        for at, (_, lane) in enumerate(lanes):
            if lane.first <= pointed:
                here = at
        start = max(0, min(here - room // 2, len(lanes) - room))
        return lanes[start : start + max(0, room)]

    def _cells(self, marks: list[tuple[str, Style, Style]]) -> list[Segment]:
        """Columns of a lane, each with its style before and after the cursor."""
        parts: list[Segment] = []
        text, style = "", None
        show = self._cursor < self._columns
        for column, (mark, before, after) in enumerate(marks):
            wanted = before if column <= self._cursor else after
            if show and column == self._cursor:
                wanted = wanted + self._ink.focus_cursor
            if wanted is not style and text:
                parts.append(Segment(text, style))
                text = ""
            text, style = text + mark, wanted
        parts.append(Segment(text, style))
        return parts

    def _no_times(self) -> list[Segment]:
        return [Segment("by event: this recording kept no times", self._ink.muted)]

    def _wait(self) -> list[Segment]:
        """Where nothing came: to the headers, to the first delta, and the silences after."""
        ink, spans, recording = self._ink, self._spans, self._recording
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
        return [Segment(self._label("wait"), ink.muted), *self._cells(marks)]

    def _lane(self, index: int, lane: Lane, lanes: list[tuple[int, Lane]]) -> list[Segment]:
        ink = self._ink
        kinds = {item.output_index: item.type for item in self._recording.turn.items}
        kind = kinds.get(index, "")
        group = item_family(kind)
        hue, later = ink.hue[group], ink.later[group]
        counts = self._view.counts.get(index, [0] * self._columns)
        hits = None if self._hits is None else self._hits.get(index, [0] * self._columns)
        most = max(counts, default=0)
        first, last = self._column(lane.start), self._column(lane.stop)
        marks: list[tuple[str, Style, Style]] = []
        for column, count in enumerate(counts):
            if count:
                block = _BLOCKS[1 + round(7 * count / most)] if most > 1 else _BLOCKS[5]
                lit = hits is None or hits[column] > 0
                marks.append((block, hue if lit else ink.faint, later if lit else ink.faint))
            elif first <= column <= last:
                marks.append((_QUIET, later, later))
            else:
                marks.append((" ", hue, later))
        twins = [other for other, _ in lanes if kinds.get(other, "") == kind]
        label = item_label(kind)
        if len(twins) > 1:
            number = f" {twins.index(index) + 1}"
            label = label[: self._left - 1 - len(number)] + number
        return [Segment(self._label(label), ink.muted), *self._cells(marks)]

    def _axis(self, label: str) -> list[Segment]:
        unit = 1_000_000_000 if self._recording.timed else 1
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
        at = self._cursor
        if at < 0 or at >= self._columns:
            return [*parts, Segment(text, self._ink.muted)]
        return [
            *parts,
            Segment(text[:at], self._ink.muted),
            Segment("▲", self._ink.title),
            Segment(text[at + 1 :], self._ink.muted),
        ]

    def _gaps(self) -> list[Segment]:
        ink = self._ink
        gaps = self._view.gaps
        most = max(gaps, default=0)
        slow = slow_ns(self._recording)
        marks: list[tuple[str, Style, Style]] = []
        for gap in gaps:
            block = _BLOCKS[max(1, min(8, round(8 * gap / most)))] if gap > 0 and most else " "
            style = ink.slow if gap > slow else ink.accent
            marks.append((block, style, ink.faint))
        return [Segment(self._label("gaps"), ink.muted), *self._cells(marks)]

    def _figures(self, pointed: int, hovering: bool) -> list[Segment]:
        ink, recording = self._ink, self._recording
        gaps = recording.gaps
        figures = ""
        if recording.timed and len(gaps):
            p50, p95, most = (round((gaps.percentile(p) or 0) / MS) for p in (50, 95, 100))
            figures = f"p50 {p50:,}  p95 {p95:,}  max {most:,} ms"
        parts = [Segment(" " * self._left)]
        room = self._columns
        about = self._about(pointed) if hovering or self._cursor < self._columns else ""
        if about and (hovering or len(figures) + len(about) + 4 > room):
            figures = "" if len(figures) + len(about) + 4 > room else figures
        parts.append(Segment(figures, ink.muted))
        if about:
            gap = room - len(figures) - len(about) if figures else 0
            parts.append(Segment(" " * gap + about[:room], ink.title if not hovering else ink.text))
        return parts

    def _about(self, n: int) -> str:
        recording = self._recording
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
