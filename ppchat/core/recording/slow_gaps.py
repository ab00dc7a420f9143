"""What is slow, measured against the stream's own pace."""

from __future__ import annotations

from typing import Final

from ppchat.core.recording.recording import Recording

SLOW_NS: Final = 200_000_000
"""Nanoseconds between two events that a person notices; nothing shorter is slow."""
TIMES: Final = 5
"""How many times longer than usual a gap is to be slow."""


class Pace:
    """The usual gap of a stream so far; a slow one counts only up to the limit it broke."""

    __slots__ = ("_count", "_sum_ns")

    def __init__(self) -> None:
        self._sum_ns = 0
        self._count = 0

    def is_slow(self, gap_ns: int) -> bool:
        """Whether a gap is slow after those before it; counts it."""
        limit = SLOW_NS
        if self._count:
            limit = max(limit, TIMES * self._sum_ns // self._count)
        self._sum_ns += min(max(0, gap_ns), limit)
        self._count += 1
        return gap_ns > limit


def slow_ns(recording: Recording) -> int:
    """The gap above which one is slow in a recording: five times its median, at least 200 ms."""
    median = recording.gaps.percentile(50) if recording.timed else None
    return max(SLOW_NS, TIMES * (median or 0))
