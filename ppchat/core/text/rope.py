"""Append-only text, shared by all states that hold a prefix of it."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

_BLOCK: Final = 4096
"""Characters after which the tail becomes a closed block; bounds the cost of an append."""


class _Buffer:
    """The characters themselves: closed blocks and a growing tail."""

    __slots__ = ("blocks", "length", "starts", "tail")

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.starts: list[int] = []
        self.tail = ""
        self.length = 0

    def push(self, chunk: str) -> None:
        self.tail += chunk
        self.length += len(chunk)
        if len(self.tail) >= _BLOCK:
            self.starts.append(self.length - len(self.tail))
            self.blocks.append(self.tail)
            self.tail = ""

    def slice(self, start: int, stop: int) -> str:
        if stop <= start:
            return ""
        closed = self.length - len(self.tail)
        if start >= closed:
            return self.tail[start - closed : stop - closed]
        first = bisect_right(self.starts, start) - 1
        pieces = []
        for index in range(first, len(self.blocks)):
            block_start = self.starts[index]
            if block_start >= stop:
                break
            block = self.blocks[index]
            pieces.append(block[max(0, start - block_start) : stop - block_start])
        if stop > closed:
            pieces.append(self.tail[: stop - closed])
        return "".join(pieces)


class Rope:
    """An immutable view of the first `len(self)` characters of a growing buffer.

    `rope + chunk` is amortised O(len(chunk)) if it extends the shared buffer or repeats what the
    buffer already holds there, as a fold from a checkpoint does. A differing chunk makes a copy.
    """

    __slots__ = ("_buffer", "_length")

    def __init__(self, value: str = "") -> None:
        self._buffer = _Buffer()
        if value:
            self._buffer.push(value)
        self._length = len(value)

    def _view(self, length: int) -> Rope:
        view = Rope.__new__(Rope)
        view._buffer = self._buffer
        view._length = length
        return view

    def __add__(self, chunk: str) -> Rope:
        if not chunk:
            return self
        buffer, length = self._buffer, self._length
        if length == buffer.length:
            buffer.push(chunk)
            return self._view(length + len(chunk))
        longer = length + len(chunk)
        if longer <= buffer.length and buffer.slice(length, longer) == chunk:
            return self._view(longer)
        return Rope(str(self) + chunk)

    def slice(self, start: int, stop: int | None = None) -> str:
        """Characters from `start` up to `stop`, both within this view."""
        length = self._length
        stop = length if stop is None else min(stop, length)
        return self._buffer.slice(max(0, start), stop)

    def is_prefix_of(self, other: Rope) -> bool:
        """Whether `other` begins with this text; O(1) for two views of one buffer."""
        if self._length > other._length:
            return False
        if self._buffer is other._buffer:
            return True
        return str(self) == other.slice(0, self._length)

    def shares(self, other: Rope, length: int) -> bool:
        """Whether both have at least `length` characters, and the same up to there.

        O(1) for two views of one buffer.
        """
        if min(self._length, other._length) < length:
            return False
        return self._buffer is other._buffer or self.slice(0, length) == other.slice(0, length)

    def __len__(self) -> int:
        return self._length

    def __str__(self) -> str:
        return self._buffer.slice(0, self._length)

    def __repr__(self) -> str:
        preview = self.slice(0, 40)
        return f"Rope({preview!r}{'…' if self._length > 40 else ''}, {self._length})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rope):
            return NotImplemented
        if self._length != other._length:
            return False
        return self._buffer is other._buffer or str(self) == str(other)

    __hash__ = None  # type: ignore[assignment]  # equality reads the content, which may be long
