"""Which gaps are slow, relative to the usual gap of the stream."""

from __future__ import annotations

from typing import Final

from ppchat.core.recording.recording import Recording

MIN_SLOW_NS: Final = 200_000_000
"""Nanoseconds between two events that a user notices; no shorter gap is slow."""
SLOW_FACTOR: Final = 5
"""How many times the usual gap a slow one exceeds."""


class SlowGaps:
    """The mean gap of a stream so far; a slow gap counts only up to the limit it exceeded."""

    __slots__ = ("_count", "_sum_ns")

    def __init__(self) -> None:
        self._sum_ns = 0
        self._count = 0

    def is_slow(self, gap_ns: int) -> bool:
        """Whether a gap is slow compared with those before it; then adds it to them."""
        limit = MIN_SLOW_NS
        if self._count:
            limit = max(limit, SLOW_FACTOR * self._sum_ns // self._count)
        self._sum_ns += min(max(0, gap_ns), limit)
        self._count += 1
        return gap_ns > limit


def slow_threshold_ns(recording: Recording) -> int:
    """The threshold for slow gaps in a recording: five times its median gap, at least 200 ms."""
    median = recording.gaps.percentile(50) if recording.timed else None
    return max(MIN_SLOW_NS, SLOW_FACTOR * (median or 0))
