"""What a row of the transcript is made of: spans of text, each knowing its place in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip


class Span(NamedTuple):
    """A piece of text in one ink."""

    text: str
    ink: str = ""
    """Names of the palette, blank-separated, that are laid over each other."""
    start: int = -1
    """Offset of its first character in the source; -1 for what the source does not have."""
    href: str = ""


@dataclass(slots=True)
class Row:
    """One row, without the margin that all rows of a cell share."""

    spans: Sequence[Span]
    at: int = 0
    """Where the row stands in the source, for a pointer that hits no text."""
    head: Sequence[Span] = ()
    """What stands before and never scrolls sideways: bars of quotes, markers of items."""
    ground: str = ""
    """Ink of the row's background, from `head` to the end of the text's column."""
    wide: bool = False
    """Whether the spans scroll sideways when they are wider than the column."""
    painted: object = None
    """How it was painted last."""
    strip: Strip | None = None
    """That painting."""


def width(spans: Sequence[Span]) -> int:
    """Cells of `spans`."""
    return sum(cell_len(span.text) for span in spans)
