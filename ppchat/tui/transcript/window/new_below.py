"""The line at the bottom of a window that says that text arrived below it."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from ppchat.tui.transcript.render.paint import MARGIN, PaintStyle

_LABEL = " ↓ new "


class NewBelow:
    """Whether there is text below the window that was never in it, by the length of the text."""

    def __init__(self) -> None:
        self.present = False
        self._seen = 0
        """Characters of the conversation when its end was last in the window."""

    def clear(self, length: int) -> None:
        """The end of a text of `length` characters is in the window."""
        self.present, self._seen = False, length

    def note_below(self, length: int) -> None:
        """A text that has now `length` characters ends below the window."""
        self.present = self.present or length > self._seen


def new_below_strip(paint_style: PaintStyle) -> Strip:
    """The line, with its label at the right end of the text's column."""
    palette = paint_style.palette
    left = max(0, paint_style.inset + MARGIN + paint_style.column_width - len(_LABEL))
    segments = [Segment(" " * left, palette.style("")), Segment(_LABEL, palette.style("more"))]
    strip = Strip(segments, left + len(_LABEL))
    return strip.adjust_cell_length(paint_style.row_width, palette.style(""))
