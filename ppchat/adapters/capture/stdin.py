"""Stdin with the times at which its bytes arrived, as `stdin_stamps` took them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ppchat.adapters.capture.stdin_stamps import read_stamped, start_stamps, wait_for_chunk
from ppchat.core.formats.chunks import Chunk

_SAVED_NS = 100_000_000
"""Nanoseconds in which a stream that was saved before arrives: then its times say nothing."""
_SAVED_BYTES = 1 << 20
"""Bytes within that time that no model writes."""


def stamped_stdin() -> tuple[Iterator[Chunk], bool] | None:
    """The chunks of stdin, the last of which is empty, and whether they still arrive.

    None where stdin is no pipe. Waits for the first chunk.
    """
    descriptor = start_stamps()
    if descriptor is None:
        return None
    chunks = map(Chunk._make, read_stamped(descriptor))
    taken: list[Chunk] = []
    size = 0
    while True:
        if taken and not wait_for_chunk(descriptor, _SAVED_NS):
            return chain(taken, chunks), True
        chunk = next(chunks, None)
        if chunk is None:
            return iter(taken), False
        taken.append(chunk)
        size += len(chunk.data)
        if chunk.at_ns - taken[0].at_ns >= _SAVED_NS:
            return chain(taken, chunks), True
        if not chunk.data or size > _SAVED_BYTES:
            return chain(taken, chunks), False
