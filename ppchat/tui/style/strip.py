"""Texts and lines fitted to a width in cells."""

from __future__ import annotations

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


def fit_width(text: str, cells: int) -> str:
    """The text cut, with an ellipsis, or padded to exactly this many cells."""
    padded = set_cell_size(text, cells)
    if padded.rstrip() == text.rstrip():
        return padded
    return set_cell_size(set_cell_size(text, cells - 1).rstrip() + "…", cells)


def line_strip(segments: list[Segment], width: int, background: Style) -> Strip:
    """Segments as a strip of the given width and background."""
    return (
        Strip([segment for segment in segments if segment.text])
        .adjust_cell_length(width, background)
        .apply_style(background)
    )
