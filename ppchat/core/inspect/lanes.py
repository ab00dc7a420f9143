"""Events → the lanes of a timeline, with the number of events over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ppchat.core.inspect.event_rows import EventPredicate
from ppchat.core.recording.recording import Recording

MAX_BINS: Final = 1024
"""Maximum number of bins of a stream: their width doubles when it outgrows them."""
MAX_LANES: Final = 64
"""Maximum number of output items with their own lane; later ones share the last."""
_INITIAL_BIN_NS: Final = 1_000_000
_SCAN_LIMIT: Final = 20_000
"""Events up to which a window is counted event by event where its bins are too coarse."""


@dataclass(slots=True)
class Lane:
    """One output item on the timeline."""

    output_index: int
    """-1 for events that name no item."""
    first: int
    """Its first event."""
    last: int
    """Its last event so far."""
    start: int
    """The time of the first event, on the axis."""
    stop: int
    """The latest time of any of its events, on the axis."""
    bins: dict[int, int] = field(default_factory=dict)
    """The number of events by bin, for bins that have any."""


class LaneColumns(NamedTuple):
    """A window on the axis, cut into columns."""

    counts: dict[int, list[int]]
    """Events per column by output index, for lanes that have any in the window."""
    gaps: list[int]
    """The longest gap before a delta in each column, in nanoseconds."""


class Lanes:
    """The lanes of a recording that may still grow.

    The axis counts nanoseconds since t0, or events where a recording has no timestamps. Adding
    an event is O(1); memory is bounded by `MAX_BINS` and `MAX_LANES`, not by the events.
    """

    def __init__(self, recording: Recording, keep: EventPredicate | None = None) -> None:
        self.recording: Final = recording
        self._keep: Final = keep
        self.bin_width = _INITIAL_BIN_NS if recording.timed else 1
        """The width of a bin on the axis."""
        self.by_index: dict[int, Lane] = {}
        """Lanes by output index, in the order of their first events."""
        self.gaps: dict[int, int] = {}
        """The longest gap before a non-empty delta by bin, in nanoseconds."""
        self.end = 0
        """The latest time of any event, on the axis."""
        self.seen = 0
        """Events of the recording that have been looked at."""
        self._last_delta: int | None = None

    @property
    def origin_ns(self) -> int:
        """The timestamp at 0 of the axis: t0, or that of the first event where t0 is unknown."""
        recording = self.recording
        if recording.t0_ns:
            return recording.t0_ns
        return recording.at_ns(0) if len(recording) else 0

    def time_of(self, n: int) -> int:
        """The time of event `n` on the axis; 0 for one stamped before the start."""
        if not self.recording.timed:
            return n
        return max(0, self.recording.at_ns(n) - self.origin_ns)

    def event_at(self, time: int) -> int:
        """The last event at or before a time on the axis; -1 if there is none."""
        if not self.recording.timed:
            return max(-1, min(time, len(self.recording) - 1))
        low, high = 0, len(self.recording)
        while low < high:
            middle = (low + high) // 2
            if self.time_of(middle) <= time:
                low = middle + 1
            else:
                high = middle
        return low - 1

    def grow(self, limit: int | None = None) -> bool:
        """Add the events that arrived since, at most `limit`; return whether all are in now."""
        recording, lanes, keep = self.recording, self.by_index, self._keep
        stop = len(recording) if limit is None else min(len(recording), self.seen + limit)
        for n in range(self.seen, stop):
            if keep is not None and not keep(recording, n):
                continue
            time = self.time_of(n)
            if time > self.end:
                self.end = time
                while time // self.bin_width >= MAX_BINS:
                    self._widen()
            bin_index = time // self.bin_width
            index = recording.output_index(n)
            lane = lanes.get(index)
            if lane is None:
                if len(lanes) > MAX_LANES and index >= 0:
                    lane = next(reversed(lanes.values()))
                else:
                    lane = lanes[index] = Lane(index, n, n, time, time)
            lane.last = n
            lane.stop = max(lane.stop, time)
            lane.bins[bin_index] = lane.bins.get(bin_index, 0) + 1
            if recording.delta_size(n):
                if self._last_delta is not None:
                    gap = recording.at_ns(n) - recording.at_ns(self._last_delta)
                    if gap > self.gaps.get(bin_index, -1):
                        self.gaps[bin_index] = gap
                self._last_delta = n
        self.seen = max(self.seen, stop)
        return self.seen == len(recording)

    def _widen(self) -> None:
        self.bin_width *= 2
        for lane in self.by_index.values():
            merged: dict[int, int] = {}
            for bin_index, count in lane.bins.items():
                merged[bin_index // 2] = merged.get(bin_index // 2, 0) + count
            lane.bins = merged
        gaps: dict[int, int] = {}
        for bin_index, gap in self.gaps.items():
            gaps[bin_index // 2] = max(gap, gaps.get(bin_index // 2, 0))
        self.gaps = gaps

    def columns(self, low: int, high: int, width: int) -> LaneColumns:
        """The events between two times on the axis, in `width` columns."""
        scale = width / max(1, high - low)
        counts: dict[int, list[int]] = {}
        gaps = [0] * width
        if self.bin_width * scale > 1:
            first, last = self.event_at(low - 1) + 1, self.event_at(high)
            if self._keep is None and last - first < _SCAN_LIMIT:
                self._count_events(range(first, last + 1), low, scale, counts, gaps)
                return LaneColumns(counts, gaps)
        half = self.bin_width // 2
        for index, lane in self.by_index.items():
            row: list[int] | None = None
            for bin_index, count in lane.bins.items():
                column = int((bin_index * self.bin_width + half - low) * scale)
                if 0 <= column < width:
                    if row is None:
                        row = counts[index] = [0] * width
                    row[column] += count
        for bin_index, gap in self.gaps.items():
            column = int((bin_index * self.bin_width + half - low) * scale)
            if 0 <= column < width and gap > gaps[column]:
                gaps[column] = gap
        return LaneColumns(counts, gaps)

    def _count_events(
        self,
        numbers: range,
        low: int,
        scale: float,
        counts: dict[int, list[int]],
        gaps: list[int],
    ) -> None:
        """Count the events themselves, for a window finer than the bins."""
        recording, width = self.recording, len(gaps)
        previous: int | None = None
        for n in range(numbers.start - 1, max(-1, numbers.start - 1000), -1):
            if recording.delta_size(n):
                previous = n
                break
        for n in range(numbers.start, min(numbers.stop, self.seen)):  # more may have arrived since
            column = int((self.time_of(n) - low) * scale)
            delta = recording.delta_size(n) > 0
            if 0 <= column < width:
                index = recording.output_index(n)
                index = index if index in self.by_index else next(reversed(self.by_index))
                counts.setdefault(index, [0] * width)[column] += 1
                if delta and previous is not None:
                    gap = recording.at_ns(n) - recording.at_ns(previous)
                    gaps[column] = max(gaps[column], gap)
            if delta:
                previous = n
