"""What is known of a stream without its bytes: columns of its events, and its latest state."""

from __future__ import annotations

from array import array
from itertools import compress, count
from operator import sub
from typing import Final

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import dialect_of_data, dialect_of_request
from ppchat.core.recording.columns import Columns
from ppchat.core.recording.fold import fold_coalesced
from ppchat.core.recording.gaps import Gaps
from ppchat.core.response.outcome import Outcome, outcome
from ppchat.core.response.response import EMPTY_RESPONSE, Response
from ppchat.core.stream.event import Event, parse_event, retyped_event
from ppchat.core.stream.foreign import ProtocolSniffer
from ppchat.core.stream.signals import Arrived, Ended, Opened, Request, Signal, Started
from ppchat.core.stream.sse import Frame

MAX_UNFOLDED: Final = 256
"""Events kept until they are folded together, which is faster than one by one."""
MAX_UNDECIDED: Final = 64
"""Events after which a stream that shows no dialect has the one that was asked for."""


class RecordingSummary:
    """Types, times and sizes of the events of one request, its response so far, and its end.

    An event costs 16 bytes. Earlier states and the events themselves need the bytes: see
    `Recording`, which has a summary. A summary that belongs to a recording grows with it alone.
    """

    __slots__ = (
        "_deltas",
        "_events",
        "_ids",
        "_item_ends",
        "_item_starts",
        "_kind_ids",
        "_kinds",
        "_protocol",
        "_response",
        "_stamps",
        "_types",
        "_undecided",
        "_unfolded",
        "_variant",
        "dialect",
        "ended",
        "faults",
        "first_delta",
        "first_text",
        "gaps",
        "last_delta",
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
        variant: str = "",
    ) -> None:
        self.request: Final = request
        self.started_at: Final = started_at
        """Wall time of the request, ISO 8601 with zone; empty if unknown."""
        self.timed: Final = timed
        """Whether the timestamps are real; an import without times has none."""
        self._variant = variant
        self.dialect: Dialect = dialect or self._read_as(dialect_of_request(request))
        """The protocol of its events; where it is not given, the first data of which a protocol
        can be told decides, and until then the path of the request."""
        self._undecided: list[Event] | None = [] if dialect is None else None
        """The events so far while the dialect is not certain; None once it is."""
        self.t0_ns = 0
        """When the request was sent; monotonic clock, nanoseconds. 0 if unknown."""
        self.opened: Opened | None = None
        self.ended: Ended | None = None
        self.faults: Final[dict[int, str]] = {}
        """What is wrong with a frame, by event number."""
        self.first_delta: int | None = None
        """The first event with a non-empty delta of any generative kind."""
        self.first_text: int | None = None
        """The first event with a non-empty delta of the answer's text."""
        self.last_delta: int | None = None
        self.gaps: Final = Gaps()
        """The gaps between non-empty deltas."""
        self._protocol = ProtocolSniffer()
        self._stamps = array("q")
        self._types: list[str] = []
        self._ids: dict[str, int] = {}
        self._kinds: list[tuple[int, int]] = []
        self._kind_ids: dict[tuple[str, int], int] = {}
        self._events = array("I")
        self._deltas = array("I")
        self._item_starts: dict[int, int] = {}
        self._item_ends: dict[int, int] = {}
        self._response = EMPTY_RESPONSE
        self._unfolded: list[Event] = []

    @classmethod
    def of_columns(
        cls,
        request: Request,
        started_at: str,
        *,
        timed: bool,
        dialect: Dialect,
        columns: Columns,
        response: Response,
        foreign: tuple[str, str] = ("", ""),
    ) -> RecordingSummary:
        """The summary of a stream that has ended, as `columns` gives it; see `digest`."""
        summary = cls(request, started_at, timed=timed, dialect=dialect)
        summary._stamps, summary._events, summary._deltas = columns[:3]
        for kind, output_index in columns.kind_names:
            type_id = summary._ids.setdefault(kind, len(summary._ids))
            summary._kinds.append((type_id, output_index))
        summary._types += summary._ids
        for output_index, (first, last) in columns.item_spans.items():
            summary._item_starts[output_index], summary._item_ends[output_index] = first, last
        summary._find_deltas(columns)
        summary._response = response
        summary._protocol.protocol, summary._protocol.error = foreign
        return summary

    def _find_deltas(self, columns: Columns) -> None:
        """Set what `append` notes of each non-empty delta."""
        deltas, answer_types = columns.deltas, self.dialect.answer_types
        self.first_delta = next(compress(count(), deltas), None)
        if self.first_delta is None:
            return
        self.last_delta = len(deltas) - 1 - next(compress(count(), reversed(deltas)))
        times = list(compress(columns.stamps, deltas))
        self.gaps.extend(map(sub, times[1:], times))
        kinds = {n for n, (kind, _) in enumerate(columns.kind_names) if kind in answer_types}
        texts = (n for n in compress(count(), deltas) if columns.kinds[n] in kinds)
        self.first_text = next(texts, None) if kinds else None

    @property
    def columns(self) -> Columns:
        """The columns of its events."""
        return Columns(
            *(self._stamps, self._events, self._deltas),
            [(self._types[type_id], output_index) for type_id, output_index in self._kinds],
            {index: (first, self._item_ends[index]) for index, first in self._item_starts.items()},
        )

    @property
    def protocol_signs(self) -> tuple[str, str]:
        """The protocol that its stream has instead of its dialect's, and the error it reports."""
        return self._protocol.protocol, self._protocol.error

    def apply(self, signal: Signal) -> None:
        """Apply a signal of a source."""
        match signal:
            case Arrived(frames):
                for frame in frames:
                    self.append(self.parse(frame))
            case Started(at_ns):
                self.t0_ns = at_ns
            case Opened():
                self.opened = signal
            case Ended():
                self.ended = signal

    def parse(self, frame: Frame) -> Event:
        """The event of the frame that is to be appended next; any thread may parse it."""
        event = parse_event(len(self._events), frame, self.dialect)
        if self._undecided is not None and event.data:
            return self._decide_dialect(event, frame)
        return event

    def _decide_dialect(self, event: Event, frame: Frame) -> Event:
        """The event of the dialect to which it belongs, if it shows; earlier events follow."""
        earlier, dialect = self._undecided or [], dialect_of_data(event.data)
        dialect = dialect and self._read_as(dialect)
        if dialect is not None or len(earlier) >= MAX_UNDECIDED:
            self._undecided = None
        if dialect is None or dialect is self.dialect:
            return event
        self.dialect = dialect
        for table in (self.faults, self._ids, self._kind_ids, self._item_starts, self._item_ends):
            table.clear()
        for column in (self._stamps, self._events, self._deltas, self._types, self._kinds):
            del column[:]
        self._unfolded.clear()
        self._response = EMPTY_RESPONSE
        for old in earlier:
            self.append(retyped_event(old, dialect))
        return parse_event(len(self._events), frame, dialect)

    def _read_as(self, dialect: Dialect) -> Dialect:
        """The variant of a dialect that was asked for, if it has it."""
        return dialect.variants.get(self._variant, dialect)

    def append(self, event: Event) -> None:
        """Append the next event, as `parse` returned it."""
        n, at_ns, kind, data, fault, delta = event
        if self._undecided is not None:
            self._undecided.append(event)
        self._stamps.append(at_ns)
        if fault:
            self.faults[n] = fault
        if data and not self._protocol.is_done:
            self._protocol.feed(data, is_own=self._undecided is None)
        output_index = self.dialect.output_index(data)
        if 0 <= output_index < 2**31:
            self._item_ends[output_index] = n
        else:
            output_index = -1
        # There are few types in few items: one small number per event stands for both.
        kind_id = self._kind_ids.get((kind, output_index))
        if kind_id is None:
            kind_id = self._add_kind(n, kind, output_index)
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
        self._unfolded.append(event)
        if len(self._unfolded) == MAX_UNFOLDED:
            self._fold()

    def _add_kind(self, n: int, event_type: str, output_index: int) -> int:
        """The number for a type in an item that event `n` is the first to have."""
        type_id = self._ids.setdefault(event_type, len(self._types))
        if type_id == len(self._types):
            self._types.append(event_type)
        if output_index >= 0:
            self._item_starts.setdefault(output_index, n)
        kind_id = self._kind_ids[event_type, output_index] = len(self._kinds)
        self._kinds.append((type_id, output_index))
        return kind_id

    def _fold(self) -> None:
        self._response = fold_coalesced(self._unfolded, self._response, self.dialect)
        self._unfolded.clear()

    def __len__(self) -> int:
        return len(self._events)

    def __bool__(self) -> bool:
        return True  # a summary of no events is one too

    @property
    def response(self) -> Response:
        """The state after all events so far."""
        if self._unfolded:
            self._fold()
        return self._response

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it is in progress."""
        if self.ended is not None and self.foreign:
            return Outcome.REFUSED
        return outcome(self.response, self.ended)

    @property
    def foreign(self) -> str:
        """What the stream is instead of one of its dialect, in one line; empty if it is one."""
        return self._protocol.sentence

    @property
    def expected_dialect(self) -> Dialect:
        """The dialect that its request asked for; that of its events where that is unknown."""
        return dialect_of_request(self.request) if self.request.base_url else self.dialect

    # The columns, by event number.

    def at_ns(self, n: int) -> int:
        """When the frame was read; monotonic clock, nanoseconds."""
        return self._stamps[n]

    def since_start_ns(self, n: int) -> int:
        """Nanoseconds from t0 to the event; from the first event where t0 is unknown."""
        return self._stamps[n] - (self.t0_ns or self._stamps[0])

    def gap_ns(self, n: int) -> int:
        """Nanoseconds since the previous event; since t0 for the first, 0 if that is unknown."""
        return self._stamps[n] - (self._stamps[n - 1] if n else self.t0_ns or self._stamps[0])

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
