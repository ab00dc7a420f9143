"""The stream of one request, in columns, and the state after any number of events."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Final

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DEFAULT_DIALECT, find_dialect
from ppchat.core.recording.fold import fold_coalesced
from ppchat.core.recording.gaps import Gaps
from ppchat.core.response.outcome import Outcome, outcome
from ppchat.core.response.response import EMPTY_RESPONSE, Response
from ppchat.core.stream.event import Event, parse_event
from ppchat.core.stream.signals import Arrived, Ended, Opened, Request, Signal, Started
from ppchat.core.stream.sse import Frame

CHECKPOINT: Final = 256
"""Events between two checkpoints: the maximum that a seek folds."""
_BLOCK: Final = 32
"""Frames between two stored offsets; the others are computed from the frame sizes."""


class Recording:
    """The append-only list of events of one request, and how it ended.

    `recording.at(n) == fold(events[:n])` for every n. An event costs its frame plus 20 bytes.
    """

    __slots__ = (
        "_before_last_seek",
        "_checkpoints",
        "_deltas",
        "_dialect_is_known",
        "_events",
        "_ids",
        "_item_ends",
        "_item_starts",
        "_kind_ids",
        "_kinds",
        "_last_seek",
        "_raw",
        "_sizes",
        "_stamps",
        "_starts",
        "_tip",
        "_types",
        "_unfolded",
        "dialect",
        "ended",
        "faults",
        "first_delta",
        "first_text",
        "gaps",
        "last_delta",
        "marks",
        "opened",
        "request",
        "started_at",
        "t0_ns",
        "timed",
    )

    def __init__(
        self,
        request: Request,
        started_at: str = "",
        *,
        timed: bool = True,
        dialect: Dialect | None = None,
    ) -> None:
        self.request: Final = request
        self.started_at: Final = started_at
        """Wall time of the request, ISO 8601 with zone; empty if unknown."""
        self.timed: Final = timed
        """Whether the timestamps are real; an import without times has none."""
        self.dialect: Dialect = dialect or DEFAULT_DIALECT
        """The protocol of its events; where it is not given, the first data decides."""
        self._dialect_is_known = dialect is not None
        self.t0_ns = 0
        self.opened: Opened | None = None
        self.ended: Ended | None = None
        self.faults: dict[int, str] = {}
        """What is wrong with a frame, by event number."""
        self.first_delta: int | None = None
        """The first event with a non-empty delta of any generative kind."""
        self.first_text: int | None = None
        """The first event with a non-empty delta of the answer's text."""
        self.last_delta: int | None = None
        self.marks: set[int] = set()
        """The events that the user marked, in any view; not stored on disk."""
        self.gaps: Final = Gaps()
        """The gaps between non-empty deltas."""
        self._raw = bytearray()
        self._sizes = array("I")
        self._starts = array("Q")
        self._stamps = array("q")
        self._types: list[str] = []
        self._ids: dict[str, int] = {}
        self._kinds: list[tuple[int, int]] = []
        self._kind_ids: dict[tuple[int, int], int] = {}
        self._events = array("I")
        self._deltas = array("I")
        self._item_starts: dict[int, int] = {}
        self._item_ends: dict[int, int] = {}
        self._tip = EMPTY_RESPONSE
        self._unfolded: list[Event] = []
        self._checkpoints = [EMPTY_RESPONSE]
        self._last_seek = EMPTY_RESPONSE
        self._before_last_seek = EMPTY_RESPONSE

    def apply(self, signal: Signal) -> None:
        """Apply a signal of a source."""
        match signal:
            case Arrived(frames):
                self.extend(frames)
            case Started(at_ns):
                self.t0_ns = at_ns
            case Opened():
                self.opened = signal
            case Ended():
                self.ended = signal

    def extend(self, frames: Iterable[Frame]) -> None:
        """Append frames in the order of their arrival."""
        for frame in frames:
            self.append(frame, self.parse(frame))

    def parse(self, frame: Frame) -> Event:
        """The event of the frame that is to be appended next; any thread may parse it."""
        event = parse_event(len(self._sizes), frame, self.dialect)
        if self._dialect_is_known or not event.data:
            return event
        self._dialect_is_known = True
        self.dialect = find_dialect("", event.data)
        return parse_event(len(self._sizes), frame, self.dialect)

    def append(self, frame: Frame, parsed: Event) -> None:
        """Append a frame with its event, as `parse` returned it.

        A fault is filed under the number of `parsed`, which differs from its index here if the
        recording leaves events out.
        """
        n = len(self._sizes)
        number, at_ns, kind, data, fault, delta = parsed
        if n % _BLOCK == 0:
            self._starts.append(len(self._raw))
        self._raw += frame.raw
        self._sizes.append(len(frame.raw))
        self._stamps.append(at_ns)
        type_id = self._ids.setdefault(kind, len(self._types))
        if type_id == len(self._types):
            self._types.append(kind)
        if fault:
            self.faults[number] = fault
        output_index = self.dialect.output_index(data)
        if 0 <= output_index < 2**31:
            self._item_starts.setdefault(output_index, n)
            self._item_ends[output_index] = n
        else:
            output_index = -1
        # There are few types in few items: one small number per event stands for both.
        pair = (type_id, output_index)
        kind_id = self._kind_ids.setdefault(pair, len(self._kinds))
        if kind_id == len(self._kinds):
            self._kinds.append(pair)
        self._events.append(kind_id)
        size = len(delta)
        self._deltas.append(size)
        if size:
            if self.last_delta is None:
                self.first_delta = n
            else:
                self.gaps.add(at_ns - self._stamps[self.last_delta])
            self.last_delta = n
            if self.first_text is None and kind in self.dialect.answer_types:
                self.first_text = n
        self._unfolded.append(parsed)
        if (n + 1) % CHECKPOINT == 0:
            self._checkpoints.append(self.response)

    def __len__(self) -> int:
        return len(self._sizes)

    def at(self, n: int) -> Response:
        """The state after the first `n` events; `n` from 0 to `len(self)`."""
        if n >= len(self):
            return self.response
        n = max(0, n)
        response = self._checkpoints[n // CHECKPOINT]
        for cached in (self._last_seek, self._before_last_seek):
            if response.seen < cached.seen <= n:
                response = cached
        if response.seen < n:
            between = map(self.event, range(response.seen, n - 1))
            self._before_last_seek = fold_coalesced(between, response, self.dialect)
            response = self.dialect.reduce(self._before_last_seek, self.event(n - 1))
        self._last_seek = response
        return response

    @property
    def response(self) -> Response:
        """The state after all events so far."""
        if self._unfolded:
            self._tip = fold_coalesced(self._unfolded, self._tip, self.dialect)
            self._unfolded.clear()
        return self._tip

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it is in progress."""
        return outcome(self.response, self.ended)

    # The columns, by event number.

    def raw(self, n: int) -> bytes:
        """The raw bytes of the frame."""
        block = n // _BLOCK
        start = self._starts[block] + sum(self._sizes[block * _BLOCK : n])
        return bytes(self._raw[start : start + self._sizes[n]])

    def size(self, n: int) -> int:
        """Bytes of the frame."""
        return self._sizes[n]

    def at_ns(self, n: int) -> int:
        """When the frame was read; monotonic clock, nanoseconds."""
        return self._stamps[n]

    def since_start_ns(self, n: int) -> int:
        """Nanoseconds from t0 to the event."""
        return self._stamps[n] - self.t0_ns

    def gap_ns(self, n: int) -> int:
        """Nanoseconds since the previous event; since t0 for the first."""
        return self._stamps[n] - (self._stamps[n - 1] if n else self.t0_ns)

    def type(self, n: int) -> str:
        """The event's type; foreign and raw."""
        return self._types[self._kinds[self._events[n]][0]]

    @property
    def types(self) -> tuple[str, ...]:
        """The types so far, in the order of their first events; foreign and raw."""
        return tuple(self._types)

    def type_id(self, n: int) -> int:
        """A small number for the event's type within this recording."""
        return self._kinds[self._events[n]][0]

    def output_index(self, n: int) -> int:
        """The index of the event's output item; -1 if it names none."""
        return self._kinds[self._events[n]][1]

    def item_span(self, output_index: int) -> tuple[int, int] | None:
        """The first and the last event of an output item so far; None before the first."""
        first = self._item_starts.get(output_index)
        return None if first is None else (first, self._item_ends[output_index])

    def delta_size(self, n: int) -> int:
        """Characters of the event's delta; 0 if it has none."""
        return self._deltas[n]

    def frame(self, n: int) -> Frame:
        """The frame with its timestamp."""
        return Frame(self.raw(n), self._stamps[n])

    def event(self, n: int) -> Event:
        """The event, parsed from its frame again."""
        return parse_event(n, self.frame(n), self.dialect)

    def events(self) -> Iterator[Event]:
        """All events so far, in order."""
        return (self.event(n) for n in range(len(self)))

    def frames(self) -> Iterator[Frame]:
        """All frames so far, in order."""
        return (self.frame(n) for n in range(len(self)))

    @property
    def byte_count(self) -> int:
        """Bytes of all frames."""
        return len(self._raw)
