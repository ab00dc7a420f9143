"""A row of the transcript: spans of styled text, each with its offset in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip


class Span(NamedTuple):
    """A piece of text in one style."""

    text: str
    style: str = ""
    """Style names of the palette, separated by blanks, later ones on top."""
    start: int = -1
    """Offset of its first character in the source; -1 for text that is not in the source."""
    href: str = ""
    extent: int = 0
    """How many characters of the source it stands for as a whole; 0 for as many as it has."""

    @property
    def stop(self) -> int:
        """Offset in the source where it ends."""
        return self.start + (self.extent or len(self.text))


@dataclass(slots=True)
class TextRow:
    """One row, without the margin that all rows of a cell share."""

    spans: Sequence[Span]
    offset: int = 0
    """Offset of the row in the source, for a click beside the text."""
    prefix: Sequence[Span] = ()
    """What precedes the text and never scrolls sideways: bars of quotes, markers of items."""
    background: str = ""
    """Style name of the row's background, from `prefix` to the end of the text's column."""
    cells: Sequence[Segment] = ()
    """What is drawn as it is, after the text: a row of a picture."""
    wide: bool = False
    """Whether the spans scroll sideways when they are wider than the column."""
    strip_style: object = None
    """The paint style of the cached `strip`."""
    strip: Strip | None = None
    """The row as it was last painted, without highlights."""


def width(spans: Sequence[Span]) -> int:
    """The width of `spans`, in terminal cells."""
    return sum(cell_len(span.text) for span in spans)
