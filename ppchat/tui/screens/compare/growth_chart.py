"""The growth of several answers on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from ppchat.core.metrics.compare import axis_end, text_growth
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.chart.timeline_chart import label_width
from ppchat.tui.style.event_styles import EventStyles, event_styles

CURVE_SIGNS: Final = "●◆▲■○◇△□"
"""The sign of each answer's curve, so that colour is not needed."""


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
    """Characters over time, one curve of signs per answer."""

    DEFAULT_CSS = """
    GrowthChart { height: 9; padding: 0 1; }
    """

    def __init__(self, recordings: Sequence[Recording]) -> None:
        super().__init__()
        self._recordings = recordings
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
        cells: dict[tuple[int, int], int] = {}
        for number, curve in enumerate(curves):
            for column, value in enumerate(curve):
                if value and (
                    column == 0 or curve[column] != curve[column - 1] or value == maximum
                ):
                    row = height - 1 - round((height - 1) * value / max(1, maximum))
                    cells.setdefault((row, column), number)
        sign_styles = curve_styles(styles)
        lines: list[Strip] = []
        for row in range(height):
            value = round(maximum * (height - 1 - row) / max(1, height - 1))
            label = f"{value:,} ch" if row in (0, height - 1) or row == height // 2 else ""
            parts = [Segment(label.rjust(left - 2) + "  ", styles.muted)]
            for column in range(columns):
                curve_number = cells.get((row, column))
                if curve_number is None:
                    parts.append(Segment("·" if column % 8 == 0 and label else " ", styles.faint))
                else:
                    sign = CURVE_SIGNS[curve_number % len(CURVE_SIGNS)]
                    parts.append(Segment(sign, sign_styles[curve_number % len(sign_styles)]))
            strip = Strip(parts, sum(cell_len(part.text) for part in parts))
            lines.append(strip.adjust_cell_length(width, styles.base).apply_style(styles.base))
        return lines
