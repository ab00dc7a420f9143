"""Floods: long inputs of one repeated unit, and whether a parser takes them in linear time."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NamedTuple

SIZES: Final = (4_096, 16_384)
"""Bytes of the floods: the first shows what would take minutes with the second."""
_NEGLIGIBLE_S: Final = 0.005
"""Below this, a time says nothing about its growth."""
_BEARABLE_S: Final = 0.5
"""Up to this, the next size decides: a part of a text may cost more than what follows it."""
_MAX_RATIO: Final = 9.0
"""Between the ratio of linear cost to a size four times as large, 4, and that of a square, 16."""
_ATTEMPTS: Final = 5


class Flood(NamedTuple):
    """A head, a unit that is repeated, and a tail."""

    unit: bytes
    head: bytes = b""
    tail: bytes = b""

    def build(self, size: int) -> bytes:
        """About `size` bytes of it."""
        return self.head + self.unit * (size // len(self.unit)) + self.tail


def _seconds(
    parse: Callable[[bytes], object], data: bytes, errors: tuple[type[Exception], ...]
) -> float:
    """The processor time of this thread that the parser takes."""
    start = time.thread_time()
    with suppress(*errors):
        parse(data)
    return time.thread_time() - start


def superlinear(
    parse: Callable[[bytes], object], flood: Flood, errors: tuple[type[Exception], ...] = ()
) -> str:
    """How the time of a parser grows, in words, if it grows faster than the flood; else empty.

    Only ratios count, each of the best of some runs, so that neither a slow nor a busy machine
    makes a difference. Exceptions other than `errors` are raised.
    """
    gc.disable()
    try:
        for size in SIZES:
            seconds, growth = _growth(parse, flood, size, errors)
            if growth > _MAX_RATIO and (size == SIZES[-1] or seconds > _BEARABLE_S):
                return f"{size:,} bytes take {growth:.0f} times as long as {size // 4:,}"
    finally:
        gc.enable()
    return ""


def _growth(
    parse: Callable[[bytes], object], flood: Flood, size: int, errors: tuple[type[Exception], ...]
) -> tuple[float, float]:
    """The time of a flood, and how many times it is that of a quarter of it."""
    data = flood.build(size)
    long_s = _seconds(parse, data, errors)
    if long_s < _NEGLIGIBLE_S:
        return long_s, 0.0
    quarter = flood.build(size // 4)
    short_s = _seconds(parse, quarter, errors)
    for _ in range(_ATTEMPTS):
        if long_s <= _MAX_RATIO * short_s:
            break
        short_s = max(short_s, _seconds(parse, quarter, errors))
        long_s = min(long_s, _seconds(parse, data, errors))
    return long_s, long_s / short_s
