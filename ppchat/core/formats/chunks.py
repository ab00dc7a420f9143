"""The bytes of a file or a pipe with their times, whatever they turn out to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

LINE_LIMIT: Final = 128 * 1024 * 1024
"""Bytes after which a line is cut."""


class Chunk(NamedTuple):
    """Bytes that were read together."""

    at_ns: int
    """When they were read, nanoseconds; 0 where that is unknown."""
    data: bytes
    """Empty at the end of a pipe, whose time it tells."""


def split_lines(chunks: Iterable[Chunk], limit: int = LINE_LIMIT) -> Iterator[Chunk]:
    """The lines, each with the time of its end; one longer than `limit` bytes is cut."""
    pending = bytearray()
    at_ns = 0
    for at_ns, data in chunks:
        searched = len(pending)
        pending += data
        start = 0
        while (end := pending.find(b"\n", max(searched, start)) + 1) > 0:
            yield Chunk(at_ns, bytes(pending[start:end]))
            start = end
        del pending[:start]
        if pending and (len(pending) > limit or not data):
            yield Chunk(at_ns, bytes(pending))
            pending.clear()
        if not data:
            yield Chunk(at_ns, data)
    if pending:
        yield Chunk(at_ns, bytes(pending))
