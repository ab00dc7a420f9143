"""Events → the rows of a list: a run of similar deltas takes one row until it is unfolded."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable
from enum import Enum
from typing import Final, NamedTuple

from ppchat.core.inspect.folding import Folding
from ppchat.core.inspect.steps import Step, ends_stream, step_of
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.slow_gaps import MIN_SLOW_NS, SlowGaps

EventPredicate = Callable[[Recording, int], bool]
"""Whether an event of a recording is shown."""


class Depth(Enum):
    """How much is folded."""

    STEPS = "steps and runs"
    """Consecutive steps, such as "created, in progress", take one row, as do runs of deltas."""
    RUNS = "runs"
    """Runs of similar deltas take one row each."""
    EVENTS = "nothing"
    """Each event takes a row."""

    @property
    def next(self) -> Depth:
        """The depth after this one, in a circle."""
        depths = list(Depth)
        return depths[(depths.index(self) + 1) % len(depths)]


class EventRow(NamedTuple):
    """The events of one row: a single one, a run of deltas, or several steps."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """The number of events."""
        return self.last - self.first + 1


class EventRows:
    """The rows of a recording that may still grow.

    Consecutive events share a row if they are deltas of one type and item, or, at the depth of
    steps, if they are steps of the response or of one item. None of them came after a slow gap or
    has a fault, none but the first says how the stream ended, and where a predicate selects events
    each is its own step. Adding an event is O(1), finding a row O(log n): nothing is rebuilt.
    """

    def __init__(
        self,
        recording: Recording,
        keep: EventPredicate | None = None,
        depth: Depth = Depth.RUNS,
    ) -> None:
        self._recording: Final = recording
        self._keep: Final = keep
        self._numbers: array[int] | None = None if keep is None else array("I")
        self._foldings = {Depth.STEPS: Folding(), Depth.RUNS: Folding()}
        self._depth = depth
        self._step_kinds: dict[str, Step | None] = {}
        self._slow_gaps = SlowGaps()
        self._count = 0
        self.seen = 0
        """Events of the recording that have been looked at."""

    def grow(self, limit: int | None = None) -> bool:
        """Add the events that arrived since, at most `limit`; return whether all are in now."""
        recording, keep, numbers = self._recording, self._keep, self._numbers
        runs, steps = self._foldings[Depth.RUNS], self._foldings[Depth.STEPS]
        stop = len(recording) if limit is None else min(len(recording), self.seen + limit)
        for n in range(self.seen, stop):
            slow = n > 0 and self._slow_gaps.is_slow(recording.gap_ns(n))
            if keep is not None and not keep(recording, n):
                continue
            can_join = self._count > 0 and not slow and self._follows(n)
            is_run = can_join and self._continues_run(n)
            runs.add(joins=is_run)
            steps.add(joins=is_run or (can_join and keep is None and self._continues_steps(n)))
            if numbers is not None:
                numbers.append(n)
            self._count += 1
        self.seen = max(self.seen, stop)
        return self.seen == len(recording)

    def _follows(self, n: int) -> bool:
        """Whether event `n` follows the last event added and shares its item, both unharmed."""
        recording = self._recording
        previous = n - 1
        return (
            recording.output_index(n) == recording.output_index(previous)
            and n not in recording.faults
            and previous not in recording.faults
            and self._number(self._count - 1) == previous
        )

    def _continues_run(self, n: int) -> bool:
        """Whether event `n` is a delta like the one before it."""
        recording = self._recording
        return (
            recording.delta_size(n) > 0
            and recording.delta_size(n - 1) > 0
            and recording.type_id(n) == recording.type_id(n - 1)
        )

    def _continues_steps(self, n: int) -> bool:
        """Whether event `n` is a step of the same as the one before it."""
        recording = self._recording
        step = self._step(n)
        return (
            step is not None
            and step is self._step(n - 1)
            and recording.gap_ns(n) <= MIN_SLOW_NS
            and not ends_stream(recording.dialect, recording.type(n))
        )

    def _step(self, n: int) -> Step | None:
        """What an event is a step of; None for one that is none."""
        recording = self._recording
        if recording.delta_size(n):
            return None
        event_type = recording.type(n)
        if event_type not in self._step_kinds:
            self._step_kinds[event_type] = step_of(recording.dialect, event_type)
        return self._step_kinds[event_type]

    def _number(self, index: int) -> int:
        """The number of an event, by its index among those shown."""
        return index if self._numbers is None else self._numbers[index]

    @property
    def event_count(self) -> int:
        """The number of events shown, in however many rows."""
        return self._count

    @property
    def depth(self) -> Depth:
        """How much is folded, except what is unfolded one by one."""
        return self._depth

    @depth.setter
    def depth(self, depth: Depth) -> None:
        self._depth = depth
        for folding in self._foldings.values():
            folding.close_all()

    def __len__(self) -> int:
        folding = self._foldings.get(self._depth)
        return self._count if folding is None else len(folding)

    def __getitem__(self, row: int) -> EventRow:
        if not 0 <= row < len(self):
            raise IndexError(row)
        folding = self._foldings.get(self._depth)
        first, last = (row, row) if folding is None else folding[row]
        return EventRow(self._number(first), self._number(last))

    def row_of(self, n: int) -> int:
        """The row that holds event `n`, else the nearest one before it; -1 for none."""
        index = n
        if self._numbers is not None:
            index = bisect_right(self._numbers, n) - 1
        index = min(index, self._count - 1)
        folding = self._foldings.get(self._depth)
        return index if index < 0 or folding is None else folding.row_of(index)

    def toggle(self, row: int) -> bool:
        """Unfold a row, or fold it again; return whether it belongs to several events."""
        folding = self._foldings.get(self._depth)
        return folding is not None and folding.toggle(row)
