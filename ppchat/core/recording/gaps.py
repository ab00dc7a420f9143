"""The gaps between deltas, sorted lazily."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from math import ceil
from typing import Final

_MAX_INSERTS: Final = 64
"""New gaps up to which each is inserted; more, as after a load, are sorted at once."""


class Gaps:
    """A growing sample of durations in nanoseconds."""

    __slots__ = ("_new", "_sorted")

    def __init__(self) -> None:
        self._new = array("q")
        self._sorted = array("q")

    def add(self, gap_ns: int) -> None:
        """Add a gap; it is sorted in when a statistic is next read."""
        self._new.append(gap_ns)

    def extend(self, gaps_ns: Iterable[int]) -> None:
        """Add gaps, as `add` does."""
        self._new.extend(gaps_ns)

    def __len__(self) -> int:
        return len(self._sorted) + len(self._new)

    def _sort(self) -> array[int]:
        """All gaps, shortest first."""
        if len(self._new) > _MAX_INSERTS:
            self._sorted = array("q", sorted(self._sorted + self._new))
            self._new = array("q")
        while self._new:
            insort(self._sorted, self._new.pop())
        return self._sorted

    def rank(self, gap_ns: int) -> float:
        """The fraction of all gaps shorter than this one, 0 to 1; equal ones count half."""
        ranked = self._sort()
        if not ranked:
            return 0.0
        return (bisect_left(ranked, gap_ns) + bisect_right(ranked, gap_ns)) / 2 / len(ranked)

    def percentile(self, percent: float) -> int | None:
        """The nearest-rank percentile: the smallest gap that `percent` of all do not exceed."""
        ranked = self._sort()
        return ranked[max(0, ceil(percent * len(ranked) / 100) - 1)] if ranked else None
