"""The nouns of a Markdown text: leaves, each with the quotes and list items it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a leaf is; the value is its name for a screen reader."""

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
class Quote:
    """A block quote around a leaf."""


@dataclass(frozen=True, slots=True)
class Item:
    """A list item around a leaf."""

    marker: str
    """A bullet, or the delimiter after a number; a change of it begins another list."""
    number: int | None
    """Its place in an ordered list."""
    indent: int
    """Columns by which the lines of its content are indented in the source."""


Container = Quote | Item


@dataclass(frozen=True, slots=True)
class Leaf:
    """A block with no block inside, or one part of a long one.

    Long blocks come in parts, cut where the source alone decides it, so that a part that is
    closed never changes, however the text arrived.
    """

    kind: Kind
    lines: tuple[tuple[int, int], ...]
    """Half-open ranges of the source: its content, a line each, without what contains it."""
    containers: tuple[Container, ...] = ()
    fresh: int = 0
    """Containers from this index on begin with this leaf: their markers are drawn."""
    gap: bool = False
    """Whether an empty row stands above."""
    part: int = 0
    """Position among the parts of its block."""
    joined: bool = False
    """Whether the part before ends within this one's first line."""
    runs_on: bool = False
    """Whether its last line goes on in the part after."""
    last: bool = True
    """Whether its block ends with this part."""
    open: bool = False
    """Whether the stream is still writing it: what it opened may yet be closed."""
    info: str = ""
    """FENCE: what stands after the fence. TABLE: a letter (l, c, r or -) for each column."""
    level: int = 0
    """HEADING: 1 to 6. TABLE: how many leaves back its first part stands."""

    @property
    def start(self) -> int:
        """Where its content begins in the source."""
        return self.lines[0][0] if self.lines else 0

    @property
    def stop(self) -> int:
        """Where its content ends in the source."""
        return self.lines[-1][1] if self.lines else 0
