"""What a summary knows of its events, in columns by event number."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Columns(NamedTuple):
    """The columns of a stream that has ended, which nothing changes any more."""

    stamps: array[int]
    """When each frame was read; monotonic clock, nanoseconds."""
    kinds: array[int]
    """The number of each event's kind: its type together with the output item it is about."""
    deltas: array[int]
    """Characters of each event's delta."""
    kind_names: Sequence[tuple[str, int]]
    """The type and the output index of each kind, in the order of their first events."""
    item_spans: Mapping[int, tuple[int, int]]
    """The first and the last event of each output item."""
