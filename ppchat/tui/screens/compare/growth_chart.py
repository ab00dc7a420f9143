"""How the text of several answers grew, on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from ppchat.core.metrics.compare import axis_end, growth
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.timeline_chart import label_width
from ppchat.tui.style.event_styles import Ink, ink_of

LINE_SIGNS: Final = "●◆▲■○◇△□"
"""The sign of each answer's line, so that colour is not needed."""


def line_styles(ink: Ink) -> list[Style]:
    """The colour of each answer's line."""
    hues = list(ink.hue.values())
    return [hues[2], ink.accent, hues[3], hues[4], ink.slow, ink.error, ink.text, ink.muted]


class GrowthChart(Widget):
    """Characters over time, a line of signs an answer."""

    DEFAULT_CSS = """
    GrowthChart { height: 9; padding: 0 1; }
    """

    def __init__(self, recordings: Sequence[Recording]) -> None:
        super().__init__()
        self._recordings = recordings
        self._lines: list[Strip] = []
        self._drawn: tuple[int, int] | None = None

    def notify_style_update(self) -> None:
        """Draw in the colours of another theme."""
        super().notify_style_update()
        self._drawn = None

    def render_line(self, y: int) -> Strip:
        """One line of the drawing, which is made once for a size."""
        width, height = self.size
        if self._drawn != (width, height):
            self._drawn = (width, height)
            self._lines = self._draw(width, height)
        return self._lines[y] if y < len(self._lines) else Strip.blank(width)

    def _draw(self, width: int, height: int) -> list[Strip]:
        ink = ink_of(self)
        left = label_width(width)
        columns = max(1, width - left)
        end = axis_end(self._recordings)
        curves = [growth(recording, end, columns) for recording in self._recordings]
        most = max((curve[-1] for curve in curves), default=0)
        cells: dict[tuple[int, int], int] = {}
        for number, curve in enumerate(curves):
            for column, value in enumerate(curve):
                if value and (column == 0 or curve[column] != curve[column - 1] or value == most):
                    row = height - 1 - round((height - 1) * value / max(1, most))
                    cells.setdefault((row, column), number)
        styles = line_styles(ink)
        lines: list[Strip] = []
        for row in range(height):
            value = round(most * (height - 1 - row) / max(1, height - 1))
            label = f"{value:,} ch" if row in (0, height - 1) or row == height // 2 else ""
            parts = [Segment(label.rjust(left - 2) + "  ", ink.muted)]
            for column in range(columns):
                at = cells.get((row, column))
                if at is None:
                    parts.append(Segment("·" if column % 8 == 0 and label else " ", ink.faint))
                else:
                    sign = LINE_SIGNS[at % len(LINE_SIGNS)]
                    parts.append(Segment(sign, styles[at % len(styles)]))
            shown = Strip(parts, sum(cell_len(part.text) for part in parts))
            lines.append(shown.adjust_cell_length(width, ink.base).apply_style(ink.base))
        return lines
