"""The gaps between deltas, kept in order so that a percentile costs nothing."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from math import ceil


class Gaps:
    """A growing sample of durations in nanoseconds."""

    __slots__ = ("_sorted",)

    def __init__(self) -> None:
        self._sorted = array("q")

    def add(self, gap_ns: int) -> None:
        """Count one more; amortised by a memory move of eight bytes a gap."""
        insort(self._sorted, gap_ns)

    def __len__(self) -> int:
        return len(self._sorted)

    def shorter(self, gap_ns: int) -> float:
        """The part of all gaps that are shorter than this one, 0 to 1."""
        return bisect_left(self._sorted, gap_ns) / len(self._sorted) if self._sorted else 0.0

    def percentile(self, percent: float) -> int | None:
        """The nearest-rank percentile: the smallest gap that `percent` of all do not exceed."""
        if not self._sorted:
            return None
        return self._sorted[max(0, ceil(percent * len(self._sorted) / 100) - 1)]
