"""The position that is shown of something that grows: live means pinned to the end.

Every transition between following and standing still is in this file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Playhead:
    """A position, and whether it stays at the end; each transition returns the next value."""

    position: int = 0
    """In a recording: events up to the cursor, which is on event position - 1."""
    following: bool = True
    """Whether the position stays at the end as that grows."""
    peeking: bool = False
    """Whether the text is shown whole, although the cursor is on an earlier event."""

    @classmethod
    def at(cls, position: int, end: int) -> Self:
        """The position that the user moves to, within 0 and `end`; at the end it follows."""
        position = max(0, min(end, position))
        return cls(position, position == end)

    @classmethod
    def peek(cls, n: int) -> Self:
        """The position of event `n`, to which a place in the text leads; the text stays whole."""
        return cls(n + 1, following=False, peeking=True)

    def grow(self, end: int) -> Self:
        """Go on to the new end if that is followed."""
        return replace(self, position=end) if self.following else self

    def toggle_following(self, end: int) -> Self:
        """Stop following where it is, or go to the end and follow."""
        return replace(self, following=False) if self.following else type(self)(end)
