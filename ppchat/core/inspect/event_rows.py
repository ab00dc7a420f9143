"""Events → the rows of a list: a run of similar deltas takes one row until it is unfolded."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from typing import Final, NamedTuple

from ppchat.core.recording.recording import Recording
from ppchat.core.recording.slow_gaps import SlowGaps

EventPredicate = Callable[[Recording, int], bool]
"""Whether an event of a recording is shown."""


class EventRow(NamedTuple):
    """The events of one row: a single one, or a run."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """The number of events."""
        return self.last - self.first + 1


class EventRows:
    """The rows of a recording that may still grow.

    A run consists of consecutive events of one type and item, each with a delta, none of which
    came after a slow gap. Adding an event is O(1), finding a row O(log n): nothing is rebuilt.
    """

    def __init__(self, recording: Recording, keep: EventPredicate | None = None) -> None:
        self._recording: Final = recording
        self._keep: Final = keep
        self._numbers: array[int] | None = None if keep is None else array("I")
        self._starts = array("I")
        self._count = 0
        self._folded = True
        self._open: list[int] = []
        self._open_rows: list[int] = []
        self._slow_gaps = SlowGaps()
        self.seen = 0
        """Events of the recording that have been looked at."""

    def grow(self, limit: int | None = None) -> bool:
        """Add the events that arrived since, at most `limit`; return whether all are in now."""
        recording, keep, numbers = self._recording, self._keep, self._numbers
        stop = len(recording) if limit is None else min(len(recording), self.seen + limit)
        for n in range(self.seen, stop):
            slow = n > 0 and self._slow_gaps.is_slow(recording.gap_ns(n))
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
        """Whether event `n` continues the run of the last event added."""
        recording = self._recording
        previous = n - 1
        return (
            recording.delta_size(n) > 0
            and recording.delta_size(previous) > 0
            and recording.type_id(n) == recording.type_id(previous)
            and recording.output_index(n) == recording.output_index(previous)
            and n not in recording.faults
            and previous not in recording.faults
            and self._number(self._count - 1) == previous
        )

    def _number(self, index: int) -> int:
        """The number of an event, by its index among those shown."""
        return index if self._numbers is None else self._numbers[index]

    def _size(self, run: int) -> int:
        """The number of events in a run."""
        stop = self._starts[run + 1] if run + 1 < len(self._starts) else self._count
        return stop - self._starts[run]

    @property
    def event_count(self) -> int:
        """The number of events shown, in however many rows."""
        return self._count

    @property
    def folded(self) -> bool:
        """Whether each run takes one row, except those unfolded one by one."""
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

    def __getitem__(self, row: int) -> EventRow:
        if not 0 <= row < len(self):
            raise IndexError(row)
        run, index = self._run_at(row)
        if index >= 0:
            return EventRow(self._number(index), self._number(index))
        start = self._starts[run]
        return EventRow(self._number(start), self._number(start + self._size(run) - 1))

    def _run_at(self, row: int) -> tuple[int, int]:
        """The run of a row, and the index of its only event; -1 for a row of a whole run."""
        if not self._folded:
            return bisect_right(self._starts, row) - 1, row
        nearest = bisect_right(self._open_rows, row) - 1
        if nearest < 0:
            return row, -1
        run, first_row = self._open[nearest], self._open_rows[nearest]
        size = self._size(run)
        if row < first_row + size:
            return run, self._starts[run] + row - first_row
        return run + 1 + row - first_row - size, -1

    def row_of(self, n: int) -> int:
        """The row that holds event `n`, else the nearest one before it; -1 for none."""
        index = n
        if self._numbers is not None:
            index = bisect_right(self._numbers, n) - 1
        index = min(index, self._count - 1)
        if index < 0 or not self._folded:
            return index
        run = bisect_right(self._starts, index) - 1
        nearest = bisect_left(self._open, run)
        if nearest < len(self._open) and self._open[nearest] == run:
            return self._open_rows[nearest] + index - self._starts[run]
        if nearest == 0:
            return run
        previous = self._open[nearest - 1]
        return self._open_rows[nearest - 1] + self._size(previous) + run - previous - 1

    def toggle(self, row: int) -> bool:
        """Unfold the run of a row, or fold it again; return whether the row belongs to a run."""
        run, _ = self._run_at(row)
        if not self._folded or self._size(run) < 2:
            return False
        if run in self._open:
            self._open.remove(run)
        else:
            insort(self._open, run)
        self._open_rows.clear()
        extra = 0
        for open_run in self._open:
            self._open_rows.append(open_run + extra)
            extra += self._size(open_run) - 1
        return True
