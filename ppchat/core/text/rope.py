"""Text that only grows, shared by every state that has seen a part of it."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

_BLOCK: Final = 4096
"""Characters after which the growing end becomes a closed block; bounds the cost of an append."""


class _Rope:
    """The characters themselves: closed blocks and one growing end."""

    __slots__ = ("blocks", "end", "length", "starts")

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.starts: list[int] = []
        self.end = ""
        self.length = 0

    def push(self, chunk: str) -> None:
        self.end += chunk
        self.length += len(chunk)
        if len(self.end) >= _BLOCK:
            self.starts.append(self.length - len(self.end))
            self.blocks.append(self.end)
            self.end = ""

    def slice(self, start: int, stop: int) -> str:
        if stop <= start:
            return ""
        closed = self.length - len(self.end)
        if start >= closed:
            return self.end[start - closed : stop - closed]
        first = bisect_right(self.starts, start) - 1
        pieces = []
        for at in range(first, len(self.blocks)):
            begin = self.starts[at]
            if begin >= stop:
                break
            block = self.blocks[at]
            pieces.append(block[max(0, start - begin) : stop - begin])
        if stop > closed:
            pieces.append(self.end[: stop - closed])
        return "".join(pieces)


class Text:
    """An immutable view of the first `len(self)` characters of a growing rope.

    `text + chunk` is amortised O(len(chunk)), whether it extends the rope or follows what
    the rope already holds, as a fold from a checkpoint does. A differing chunk makes a copy.
    """

    __slots__ = ("_length", "_rope")

    def __init__(self, value: str = "") -> None:
        self._rope = _Rope()
        if value:
            self._rope.push(value)
        self._length = len(value)

    def _view(self, length: int) -> Text:
        view = Text.__new__(Text)
        view._rope = self._rope
        view._length = length
        return view

    def __add__(self, chunk: str) -> Text:
        if not chunk:
            return self
        rope, length = self._rope, self._length
        if length == rope.length:
            rope.push(chunk)
            return self._view(length + len(chunk))
        longer = length + len(chunk)
        if longer <= rope.length and rope.slice(length, longer) == chunk:
            return self._view(longer)
        return Text(str(self) + chunk)

    def slice(self, start: int, stop: int | None = None) -> str:
        """Characters from `start` up to `stop`, both within this view."""
        length = self._length
        stop = length if stop is None else min(stop, length)
        return self._rope.slice(max(0, start), stop)

    def is_prefix_of(self, other: Text) -> bool:
        """Whether `other` begins with this text; O(1) for two views of one rope."""
        if self._length > other._length:
            return False
        if self._rope is other._rope:
            return True
        return str(self) == other.slice(0, self._length)

    def __len__(self) -> int:
        return self._length

    def __str__(self) -> str:
        return self._rope.slice(0, self._length)

    def __repr__(self) -> str:
        shown = self.slice(0, 40)
        return f"Text({shown!r}{'…' if self._length > 40 else ''}, {self._length})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Text):
            return NotImplemented
        if self._length != other._length:
            return False
        return self._rope is other._rope or str(self) == str(other)

    __hash__ = None  # type: ignore[assignment]  # compared by content, which may be long
