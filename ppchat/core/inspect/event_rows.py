"""Events → the rows of a list: runs of like deltas stand in one row until they are unfolded."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from typing import Final, NamedTuple

from ppchat.core.recording.recording import Recording
from ppchat.core.recording.slow_gaps import Pace

Keep = Callable[[Recording, int], bool]
"""Whether an event is among those shown."""


class Row(NamedTuple):
    """Events that stand together: one, or a run."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many events there are."""
        return self.last - self.first + 1


class Rows:
    """The rows of a recording that may still grow.

    A run is made of neighbouring events of one type and item, each with a delta, none of which
    was slow to come. Taking in an event is O(1), finding a row O(log n): nothing is rebuilt.
    """

    def __init__(self, recording: Recording, keep: Keep | None = None) -> None:
        self._recording: Final = recording
        self._keep: Final = keep
        self._numbers: array[int] | None = None if keep is None else array("I")
        self._starts = array("I")
        self._count = 0
        self._folded = True
        self._open: list[int] = []
        self._open_rows: list[int] = []
        self._pace = Pace()
        self.seen = 0
        """Events of the recording that were looked at."""

    def grow(self, limit: int | None = None) -> bool:
        """Take in what came since, at most `limit` events; whether all are in now."""
        recording, keep, numbers = self._recording, self._keep, self._numbers
        stop = len(recording) if limit is None else min(len(recording), self.seen + limit)
        for n in range(self.seen, stop):
            slow = n > 0 and self._pace.is_slow(recording.gap_ns(n))
            if keep is not None and not keep(recording, n):
                continue
            if not self._count or slow or not self._joins(n):
                self._starts.append(self._count)
            if numbers is not None:
                numbers.append(n)
            self._count += 1
        self.seen = max(self.seen, stop)
        return self.seen == len(recording)

    def _joins(self, n: int) -> bool:
        """Whether event `n` goes on with the run of the last one taken in."""
        recording = self._recording
        before = n - 1
        return (
            recording.delta_size(n) > 0
            and recording.delta_size(before) > 0
            and recording.type_id(n) == recording.type_id(before)
            and recording.output_index(n) == recording.output_index(before)
            and n not in recording.faults
            and before not in recording.faults
            and self._number(self._count - 1) == before
        )

    def _number(self, place: int) -> int:
        """The event at a place of the sequence shown."""
        return place if self._numbers is None else self._numbers[place]

    def _size(self, run: int) -> int:
        """Events in a run."""
        after = self._starts[run + 1] if run + 1 < len(self._starts) else self._count
        return after - self._starts[run]

    @property
    def count(self) -> int:
        """Events shown, in whatever rows."""
        return self._count

    @property
    def folded(self) -> bool:
        """Whether runs stand in one row, but for those unfolded one by one."""
        return self._folded

    def fold_all(self, folded: bool) -> None:
        """Fold all runs, or unfold all."""
        self._folded = folded
        self._open.clear()
        self._open_rows.clear()

    def __len__(self) -> int:
        if not self._folded:
            return self._count
        if not self._open:
            return len(self._starts)
        last = self._open[-1]
        return self._open_rows[-1] + self._size(last) + len(self._starts) - last - 1

    def __getitem__(self, at: int) -> Row:
        if not 0 <= at < len(self):
            raise IndexError(at)
        run, place = self._run_at(at)
        if place >= 0:
            return Row(self._number(place), self._number(place))
        start = self._starts[run]
        return Row(self._number(start), self._number(start + self._size(run) - 1))

    def _run_at(self, at: int) -> tuple[int, int]:
        """The run of a row, and the place of its only event; -1 for a row of a whole run."""
        if not self._folded:
            return bisect_right(self._starts, at) - 1, at
        near = bisect_right(self._open_rows, at) - 1
        if near < 0:
            return at, -1
        run, row = self._open[near], self._open_rows[near]
        size = self._size(run)
        if at < row + size:
            return run, self._starts[run] + at - row
        return run + 1 + at - row - size, -1

    def row_of(self, n: int) -> int:
        """The row in which event `n` stands, else the nearest one before it; -1 for none."""
        place = n
        if self._numbers is not None:
            place = bisect_right(self._numbers, n) - 1
        place = min(place, self._count - 1)
        if place < 0 or not self._folded:
            return place
        run = bisect_right(self._starts, place) - 1
        near = bisect_left(self._open, run)
        if near < len(self._open) and self._open[near] == run:
            return self._open_rows[near] + place - self._starts[run]
        if near == 0:
            return run
        before = self._open[near - 1]
        return self._open_rows[near - 1] + self._size(before) + run - before - 1

    def toggle(self, at: int) -> bool:
        """Unfold the run of a row, or fold it again; whether there was one."""
        run, _ = self._run_at(at)
        if not self._folded or self._size(run) < 2:
            return False
        if run in self._open:
            self._open.remove(run)
        else:
            insort(self._open, run)
        self._open_rows.clear()
        extra = 0
        for opened in self._open:
            self._open_rows.append(opened + extra)
            extra += self._size(opened) - 1
        return True
