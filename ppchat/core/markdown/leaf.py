"""The leaves of a Markdown text, each with the block quotes and list items that contain it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class LeafKind(Enum):
    """The kind of a leaf; the value is its name for a screen reader."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    FENCE = "code"
    CODE = "indented code"
    MATH = "math"
    TABLE = "table"
    RULE = "rule"
    DEFINITION = "definition"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class BlockQuote:
    """A block quote around a leaf."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """A list item around a leaf."""

    marker: str
    """A bullet, or the delimiter after a number; a different marker begins a new list."""
    number: int | None
    """Number in an ordered list."""
    indent: int
    """Columns by which the item's content is indented in the source."""


Container = BlockQuote | ListItem


@dataclass(frozen=True, slots=True)
class Leaf:
    """A block without blocks inside, or one part of a long block.

    Long blocks are cut into parts. Where they are cut follows from the source alone, so a closed
    part never changes, however the text arrived.
    """

    kind: LeafKind
    lines: tuple[tuple[int, int], ...]
    """Half-open ranges of the source, one per line of content, without container markers."""
    containers: tuple[Container, ...] = ()
    new_from: int = 0
    """Index of the first container that begins with this leaf, so that its marker is drawn."""
    space_above: bool = False
    """Whether an empty row is drawn above."""
    part: int = 0
    """Index among the parts of its block."""
    joined: bool = False
    """Whether its first line continues the last line of the part before."""
    runs_on: bool = False
    """Whether its last line continues in the next part."""
    last: bool = True
    """Whether its block ends with this part."""
    open: bool = False
    """Whether the stream is still writing it, so that open markup may yet be closed."""
    info: str = ""
    """FENCE: the text after the fence. TABLE: one letter (l, c, r or -) per column."""
    level: int = 0
    """HEADING: 1 to 6. TABLE: how many leaves before this one its first part is."""

    depths: tuple[int, ...] = ()
    """How deep each line is nested, for JSON that is printed; empty for code as it is written."""

    @property
    def start(self) -> int:
        """Offset in the source where the content begins."""
        return self.lines[0][0] if self.lines else 0

    @property
    def stop(self) -> int:
        """Offset in the source where the content ends."""
        return self.lines[-1][1] if self.lines else 0
