"""The growth of several answers on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from ppchat.core.metrics.compare import axis_end, short_names, text_growth
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.events.chart.timeline_chart import label_width
from ppchat.tui.style.event_styles import EventStyles, event_styles
from ppchat.tui.style.strip import line_strip

CURVE_SIGNS: Final = "●◆▲■○◇△□"
"""The sign of each answer's curve, so that colour is not needed."""

_NAME_WIDTH: Final = 14

Cells = dict[tuple[int, int], tuple[str, int]]
"""The character and the number of the curve at a row and a column."""


def curve_styles(styles: EventStyles) -> list[Style]:
    """The style of each answer's curve."""
    colors = list(styles.by_family.values())
    return [
        colors[2],
        styles.accent,
        colors[3],
        colors[4],
        styles.slow,
        styles.error,
        styles.text,
        styles.muted,
    ]


class GrowthChart(Widget):
    """Characters over time, one curve of signs per answer, with its name at its end.

    Where curves meet, their signs alternate.
    """

    DEFAULT_CSS = """
    GrowthChart { height: 9; padding: 0 1; }
    """

    def __init__(self, recordings: Sequence[Recording], names: Sequence[str] = ()) -> None:
        super().__init__()
        self._recordings = recordings
        self._names = short_names(names, _NAME_WIDTH)
        self._lines: list[Strip] = []
        self._drawn_size: tuple[int, int] | None = None

    def notify_style_update(self) -> None:
        """Redraw in the colours of another theme."""
        super().notify_style_update()
        self._drawn_size = None

    def render_line(self, y: int) -> Strip:
        """One line of the chart, which is drawn once per size."""
        width, height = self.size
        if self._drawn_size != (width, height):
            self._drawn_size = (width, height)
            self._lines = self._draw(width, height)
        return self._lines[y] if y < len(self._lines) else Strip.blank(width)

    def _draw(self, width: int, height: int) -> list[Strip]:
        styles = event_styles(self)
        left = label_width(width)
        columns = max(1, width - left)
        end = axis_end(self._recordings)
        curves = [text_growth(recording, end, columns) for recording in self._recordings]
        maximum = max((curve[-1] for curve in curves), default=0)
        points = [_points(curve, maximum, height) for curve in curves]
        cells = _curve_cells(points)
        for number, name in enumerate(self._names):
            _add_name(cells, points[number], number, sanitize_line(name), (columns, height))
        sign_styles = curve_styles(styles)
        lines: list[Strip] = []
        for row in range(height):
            value = round(maximum * (height - 1 - row) / max(1, height - 1))
            label = f"{value:,} ch" if row in (0, height - 1) or row == height // 2 else ""
            parts = [Segment(label.rjust(left - 2) + "  ", styles.muted)]
            for column in range(columns):
                char, number = cells.get((row, column), ("", 0))
                if char:
                    parts.append(Segment(char, sign_styles[number % len(sign_styles)]))
                else:
                    parts.append(Segment("·" if column % 8 == 0 and label else " ", styles.faint))
            lines.append(line_strip(parts, width, styles.base))
        return lines


def _points(curve: Sequence[int], maximum: int, height: int) -> list[tuple[int, int]]:
    """The row and column of each point of a curve: where it rises, and where it is at the top."""
    return [
        (height - 1 - round((height - 1) * value / max(1, maximum)), column)
        for column, value in enumerate(curve)
        if value and (column == 0 or value != curve[column - 1] or value == maximum)
    ]


def _curve_cells(points: Sequence[Sequence[tuple[int, int]]]) -> Cells:
    """The signs of the curves; in a cell of several, in turns by its column."""
    curves_by_cell: dict[tuple[int, int], list[int]] = {}
    for number, curve in enumerate(points):
        for cell in curve:
            curves_by_cell.setdefault(cell, []).append(number)
    cells: Cells = {}
    for (row, column), numbers in curves_by_cell.items():
        number = numbers[column % len(numbers)]
        cells[row, column] = (CURVE_SIGNS[number % len(CURVE_SIGNS)], number)
    return cells


def _add_name(
    cells: Cells,
    points: Sequence[tuple[int, int]],
    number: int,
    name: str,
    size: tuple[int, int],
) -> None:
    """Put the name of a curve near its end, where no curve and no other name is in the way."""
    columns, height = size
    if not points or not name.isascii():
        return
    last_row, last = points[-1]
    for row, start in (
        (last_row, last + 2),
        (last_row + 1, last - len(name) + 1),
        (last_row - 1, last - len(name) + 1),
        (last_row + 2, last - len(name) + 1),
    ):
        around = range(start - 1, start + len(name) + 1)
        if (
            0 <= row < height
            and start >= 0
            and start + len(name) <= columns
            and not any((row, column) in cells for column in around)
        ):
            cells.update({(row, start + n): (char, number) for n, char in enumerate(name)})
            return
