"""The lanes of an exchange: those of each round, on one axis of time."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import Final, NamedTuple

from ppchat.core.inspect.event_rows import EventPredicate
from ppchat.core.inspect.lanes import Lane, Lanes
from ppchat.core.inspect.rounds.rounds import Rounds


class PlacedLane(NamedTuple):
    """The lane of an item of one round."""

    round: int
    lane: Lane


class LaneRow(NamedTuple):
    """The lanes that share a row of the timeline, in the order of their rounds."""

    first: int
    """Their first event, numbered through all rounds."""
    lanes: list[PlacedLane]


class RoundLanes:
    """The lanes of rounds, of which the last may still grow.

    The axis counts nanoseconds since the first request, or events where there are no timestamps.
    """

    def __init__(self, rounds: Rounds, keep: EventPredicate | None = None) -> None:
        self.rounds: Final = rounds
        self.lanes: Final = [Lanes(recording, keep) for recording in rounds.recordings]
        """The lanes of each round, on an axis of its own."""
        self.starts: list[int] = []
        """Where each round begins on the axis."""
        self._place()

    def _place(self) -> None:
        recordings = self.rounds.recordings
        if len(recordings) == 1:
            self.starts = [0]
        elif self.rounds.timed:
            self.starts = [span.start_ns for span in self.rounds.spans()]
        else:
            self.starts = [0, *accumulate(len(recording) for recording in recordings[:-1])]

    def grow(self, limit: int | None = None) -> bool:
        """Add the events that arrived since, at most `limit`; return whether all are in now."""
        self._place()
        for lanes in self.lanes:
            before = lanes.seen
            if not lanes.grow(limit):
                return False
            if limit is not None:
                limit -= lanes.seen - before
        return True

    @property
    def seen(self) -> int:
        """Events that have been looked at."""
        return sum(lanes.seen for lanes in self.lanes)

    @property
    def end(self) -> int:
        """The latest time of any event, on the axis."""
        return max(start + lanes.end for start, lanes in zip(self.starts, self.lanes, strict=True))

    @property
    def rows(self) -> list[LaneRow]:
        """The lanes of items, of which those of several rounds share a row by type and order."""
        rows: dict[tuple[str, int], LaneRow] = {}
        for number, lanes in enumerate(self.lanes):
            items = lanes.recording.response.items
            types = {item.output_index: item.type for item in items}
            counts: Counter[str] = Counter()
            start = self.rounds.start_of(number)
            for lane in sorted(lanes.by_index.values(), key=lambda lane: lane.first):
                if lane.output_index < 0:
                    continue
                item_type = types.get(lane.output_index, "")
                key = (item_type, counts[item_type])
                row = rows.setdefault(key, LaneRow(start + lane.first, []))
                row.lanes.append(PlacedLane(number, lane))
                counts[item_type] += 1
        return list(rows.values())

    def now(self, now_ns: int) -> int:
        """The time on the axis of the monotonic clock, while the last round is in progress."""
        return self.starts[-1] + max(0, now_ns - self.lanes[-1].origin_ns)

    def time_of(self, n: int) -> int:
        """The time of event `n` on the axis."""
        index, _, number = self.rounds.event(n)
        return self.starts[index] + self.lanes[index].time_of(number)

    def event_at(self, time: int) -> int:
        """The last event at or before a time on the axis; -1 if there is none."""
        for index in range(len(self.lanes) - 1, -1, -1):
            number = self.lanes[index].event_at(time - self.starts[index])
            if number >= 0:
                return self.rounds.start_of(index) + number
        return -1
