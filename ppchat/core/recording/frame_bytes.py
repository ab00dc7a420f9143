"""The raw bytes of many frames, one after another."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final

_BLOCK: Final = 32
"""Frames between two stored offsets; the others are computed from the frame sizes."""


class FrameBytes:
    """Append-only bytes, found by frame number; a frame costs its bytes plus 4."""

    __slots__ = ("_raw", "_sizes", "_starts")

    def __init__(self, raws: Iterable[bytes] = ()) -> None:
        self._raw = bytearray()
        self._sizes = array("I")
        self._starts = array("Q")
        for raw in raws:
            self.append(raw)

    def append(self, raw: bytes) -> None:
        """Append the bytes of the next frame."""
        if len(self._sizes) % _BLOCK == 0:
            self._starts.append(len(self._raw))
        self._raw += raw
        self._sizes.append(len(raw))

    def __len__(self) -> int:
        return len(self._sizes)

    def raw(self, n: int) -> bytes:
        """The bytes of the frame."""
        block = n // _BLOCK
        start = self._starts[block] + sum(self._sizes[block * _BLOCK : n])
        return bytes(self._raw[start : start + self._sizes[n]])

    def size(self, n: int) -> int:
        """The number of bytes of the frame."""
        return self._sizes[n]

    @property
    def byte_count(self) -> int:
        """Bytes of all frames."""
        return len(self._raw)
