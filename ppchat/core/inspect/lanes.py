"""Events → the lanes of a timeline, with how many came when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ppchat.core.dialects.responses.event_types import Family
from ppchat.core.inspect.event_rows import Keep
from ppchat.core.recording.recording import Recording

BINS: Final = 1024
"""Bins over the whole of a stream: their width doubles when it outgrows them."""
LANES: Final = 64
"""Output items with a lane of their own; those after them share the last."""
_START_NS: Final = 1_000_000
_SCAN: Final = 20_000
"""Events in a window that are counted one by one where the bins are too coarse for it."""

_LABELS: Final = {
    "message": "message",
    "reasoning": "reasoning",
    "function_call": "function",
    "custom_tool_call": "custom tool",
    "web_search_call": "web search",
    "file_search_call": "file search",
    "code_interpreter_call": "code",
    "image_generation_call": "image",
    "mcp_call": "MCP call",
    "mcp_list_tools": "MCP tools",
    "mcp_approval_request": "MCP asks",
    "shell_call": "shell",
    "shell_call_output": "shell output",
    "apply_patch_call": "patch",
    "computer_call": "computer",
}


def item_label(kind: str) -> str:
    """A short name for a type of output item; foreign where the type is unknown."""
    return _LABELS.get(kind, kind.removesuffix("_call").replace("_", " ") or "item")


def item_family(kind: str) -> Family:
    """The family to which an item of this type belongs."""
    if kind == "message":
        return Family.TEXT
    if kind == "reasoning":
        return Family.REASONING
    return Family.TOOL if kind else Family.UNKNOWN


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
    """When the first came, on the axis."""
    stop: int
    """The latest time of any, on the axis."""
    bins: dict[int, int] = field(default_factory=dict)
    """Events by bin, where there are any."""


class View(NamedTuple):
    """A window on the axis, cut into columns."""

    counts: dict[int, list[int]]
    """Events a column by output index, for the lanes that have any in the window."""
    gaps: list[int]
    """The longest gap before a delta in each column, nanoseconds."""


class Spans:
    """The lanes of a recording that may still grow.

    The axis runs in nanoseconds since t0, or in events where a recording has no times. Taking
    in an event is O(1); what is kept is bounded by `BINS` and `LANES`, not by the events.
    """

    def __init__(self, recording: Recording, keep: Keep | None = None) -> None:
        self.recording: Final = recording
        self._keep: Final = keep
        self.bin_width = _START_NS if recording.timed else 1
        """Width of a bin on the axis."""
        self.lanes: dict[int, Lane] = {}
        """By output index, in the order of their first events."""
        self.gaps: dict[int, int] = {}
        """The longest gap before a non-empty delta, nanoseconds, by bin."""
        self.end = 0
        """The latest time of any event, on the axis."""
        self.seen = 0
        """Events of the recording that were looked at."""
        self._last_delta: int | None = None

    @property
    def origin_ns(self) -> int:
        """The stamp that is 0 on the axis: t0, or the first event where t0 is not known."""
        recording = self.recording
        if recording.t0_ns:
            return recording.t0_ns
        return recording.at_ns(0) if len(recording) else 0

    def at(self, n: int) -> int:
        """Where an event stands on the axis; one stamped before the start stands at 0."""
        if not self.recording.timed:
            return n
        return max(0, self.recording.at_ns(n) - self.origin_ns)

    def event_at(self, time: int) -> int:
        """The last event at or before a time on the axis; -1 if there is none."""
        if not self.recording.timed:
            return min(time, len(self.recording) - 1)
        low, high = 0, len(self.recording)
        while low < high:
            middle = (low + high) // 2
            if self.at(middle) <= time:
                low = middle + 1
            else:
                high = middle
        return low - 1

    def grow(self, limit: int | None = None) -> bool:
        """Take in what came since, at most `limit` events; whether all are in now."""
        recording, lanes, keep = self.recording, self.lanes, self._keep
        stop = len(recording) if limit is None else min(len(recording), self.seen + limit)
        for n in range(self.seen, stop):
            if keep is not None and not keep(recording, n):
                continue
            time = self.at(n)
            if time > self.end:
                self.end = time
                while time // self.bin_width >= BINS:
                    self._widen()
            place = time // self.bin_width
            index = recording.output_index(n)
            lane = lanes.get(index)
            if lane is None:
                if len(lanes) > LANES and index >= 0:
                    lane = next(reversed(lanes.values()))
                else:
                    lane = lanes[index] = Lane(index, n, n, time, time)
            lane.last = n
            lane.stop = max(lane.stop, time)
            lane.bins[place] = lane.bins.get(place, 0) + 1
            if recording.delta_size(n):
                if self._last_delta is not None:
                    gap = recording.at_ns(n) - recording.at_ns(self._last_delta)
                    if gap > self.gaps.get(place, -1):
                        self.gaps[place] = gap
                self._last_delta = n
        self.seen = max(self.seen, stop)
        return self.seen == len(recording)

    def _widen(self) -> None:
        self.bin_width *= 2
        for lane in self.lanes.values():
            merged: dict[int, int] = {}
            for place, count in lane.bins.items():
                merged[place // 2] = merged.get(place // 2, 0) + count
            lane.bins = merged
        gaps: dict[int, int] = {}
        for place, gap in self.gaps.items():
            gaps[place // 2] = max(gap, gaps.get(place // 2, 0))
        self.gaps = gaps

    def view(self, low: int, high: int, width: int) -> View:
        """What came between two times of the axis, in `width` columns."""
        scale = width / max(1, high - low)
        counts: dict[int, list[int]] = {}
        gaps = [0] * width
        if self.bin_width * scale > 1:
            first, last = self.event_at(low - 1) + 1, self.event_at(high)
            if self._keep is None and last - first < _SCAN:
                self._count_events(range(first, last + 1), low, scale, counts, gaps)
                return View(counts, gaps)
        half = self.bin_width // 2
        for index, lane in self.lanes.items():
            row: list[int] | None = None
            for place, count in lane.bins.items():
                at = int((place * self.bin_width + half - low) * scale)
                if 0 <= at < width:
                    if row is None:
                        row = counts[index] = [0] * width
                    row[at] += count
        for place, gap in self.gaps.items():
            at = int((place * self.bin_width + half - low) * scale)
            if 0 <= at < width and gap > gaps[at]:
                gaps[at] = gap
        return View(counts, gaps)

    def _count_events(
        self,
        numbers: range,
        low: int,
        scale: float,
        counts: dict[int, list[int]],
        gaps: list[int],
    ) -> None:
        """The same from the events themselves, for a window finer than the bins."""
        recording, width = self.recording, len(gaps)
        before: int | None = None
        for n in range(numbers.start - 1, max(-1, numbers.start - 1000), -1):
            if recording.delta_size(n):
                before = n
                break
        for n in range(numbers.start, min(numbers.stop, self.seen)):  # more may have come since
            at = int((self.at(n) - low) * scale)
            delta = recording.delta_size(n) > 0
            if 0 <= at < width:
                index = recording.output_index(n)
                index = index if index in self.lanes else next(reversed(self.lanes))
                counts.setdefault(index, [0] * width)[at] += 1
                if delta and before is not None:
                    gaps[at] = max(gaps[at], recording.at_ns(n) - recording.at_ns(before))
            if delta:
                before = n
