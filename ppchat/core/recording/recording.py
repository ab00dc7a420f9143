"""The stream of one request: its bytes, and the state after any number of its events.

A recording keeps the bytes of every frame and no event: an event is parsed again when it is
needed. What all readers ask for (types, times, sizes, the latest response, the end) stands in its
summary, in columns.

The state after n events is folded from the nearest state before it: a checkpoint, of which there
is one every `CHECKPOINT` events, or one of the two states that were asked for last, so that a step
forward or back costs one event. States share their texts and items: a checkpoint is small.

A stored recording may begin as its summary alone: its bytes are read when they are first needed,
and its checkpoints folded as far as one asks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.recording.fold import fold_coalesced
from ppchat.core.recording.frame_bytes import FrameBytes
from ppchat.core.recording.gaps import Gaps
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import EMPTY_RESPONSE, Response
from ppchat.core.stream.event import Event, parse_event
from ppchat.core.stream.signals import Arrived, Ended, Opened, Request, Signal
from ppchat.core.stream.sse import Frame

CHECKPOINT: Final = 256
"""Events between two checkpoints: the maximum that a seek folds."""
LOST_FRAME: Final = b": this event can no longer be read from the store\n\n"
"""Stands for a frame of a recording that was deleted before its bytes were read."""


class Recording:
    """The append-only list of events of one request, and how it ended.

    `recording.at(n) == fold(events[:n])` for every n. An event costs its frame plus 20 bytes.
    """

    __slots__ = (
        "__weakref__",
        "_before_last_seek",
        "_checkpoints",
        "_frames",
        "_last_seek",
        "_load",
        "at_ns",
        "delta_size",
        "faults",
        "gap_ns",
        "gaps",
        "output_index",
        "request",
        "since_start_ns",
        "started_at",
        "summary",
        "timed",
        "type",
        "type_id",
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
        self._begin(
            RecordingSummary(request, started_at, timed=timed, dialect=dialect, variant=variant)
        )

    @classmethod
    def of_summary(cls, summary: RecordingSummary, load: Callable[[], FrameBytes]) -> Recording:
        """The recording that has this summary; `load` reads its bytes when they are needed."""
        recording = cls.__new__(cls)
        recording._begin(summary)
        recording._load = load
        return recording

    def _begin(self, summary: RecordingSummary) -> None:
        self.summary = summary
        """All that needs no bytes; it grows with the recording."""
        self.request = summary.request
        self.started_at = summary.started_at
        """Wall time of the request, ISO 8601 with zone; empty if unknown."""
        self.timed = summary.timed
        """Whether the timestamps are real; an import without times has none."""
        self.faults = summary.faults
        """What is wrong with a frame, by event number."""
        self.gaps: Gaps = summary.gaps
        """The gaps between non-empty deltas."""
        # The columns of the summary, by event number; bound once, as loops over events read them.
        self.at_ns = summary.at_ns
        self.since_start_ns = summary.since_start_ns
        self.gap_ns = summary.gap_ns
        self.type = summary.type
        self.type_id = summary.type_id
        self.output_index = summary.output_index
        self.delta_size = summary.delta_size
        self._frames = FrameBytes()
        self._load: Callable[[], FrameBytes] | None = None
        self._checkpoints = [EMPTY_RESPONSE]
        self._last_seek = EMPTY_RESPONSE
        self._before_last_seek = EMPTY_RESPONSE

    def apply(self, signal: Signal) -> None:
        """Apply a signal of a source."""
        if isinstance(signal, Arrived):
            self.extend(signal.frames)
        else:
            self.summary.apply(signal)

    def extend(self, frames: Iterable[Frame]) -> None:
        """Append frames in the order of their arrival."""
        for frame in frames:
            self.append(frame, self.parse(frame))

    def parse(self, frame: Frame) -> Event:
        """The event of the frame that is to be appended next; any thread may parse it."""
        summary = self.summary
        dialect = summary.dialect
        event = summary.parse(frame)
        if summary.dialect is not dialect:
            self._last_seek = self._before_last_seek = EMPTY_RESPONSE
        return event

    def append(self, frame: Frame, parsed: Event) -> None:
        """Append a frame with its event, as `parse` returned it."""
        self._loaded_frames.append(frame.raw)
        self.summary.append(parsed)
        if len(self) % CHECKPOINT == 0:
            self._checkpoints.append(self.response)

    def __len__(self) -> int:
        return len(self.summary)

    def __bool__(self) -> bool:
        return True  # a recording without events is one too

    def at(self, n: int) -> Response:
        """The state after the first `n` events; `n` from 0 to `len(self)`."""
        if n >= len(self):
            return self.response
        n = max(0, n)
        response = self._checkpoint(n // CHECKPOINT)
        for cached in (self._last_seek, self._before_last_seek):
            if response.seen < cached.seen <= n:
                response = cached
        if response.seen < n:
            between = map(self.event, range(response.seen, n - 1))
            self._before_last_seek = fold_coalesced(between, response, self.dialect)
            response = self.dialect.reduce(self._before_last_seek, self.event(n - 1))
        self._last_seek = response
        return response

    def _checkpoint(self, number: int) -> Response:
        """The state after so many times `CHECKPOINT` events."""
        checkpoints = self._checkpoints
        if len(checkpoints) <= number:
            checkpoints = list(checkpoints)  # another thread may fold them too
            while len(checkpoints) <= number:
                start = (len(checkpoints) - 1) * CHECKPOINT
                events = map(self.event, range(start, start + CHECKPOINT))
                checkpoints.append(fold_coalesced(events, checkpoints[-1], self.dialect))
            self._checkpoints = checkpoints
        return checkpoints[number]

    def first_event(self, holds: Callable[[Response], bool], stop: int) -> int | None:
        """The first of the events before `stop` after which `holds`; None for none.

        What holds once is expected to hold from then on: only one stretch between two
        checkpoints is folded.
        """
        last = min(stop, len(self)) // CHECKPOINT
        self._checkpoint(last)
        checkpoints = self._checkpoints
        after = bisect_left(checkpoints, True, 1, last + 1, key=holds)
        response = checkpoints[after - 1]
        for n in range(response.seen, min(stop, len(self))):
            response = self.dialect.reduce(response, self.event(n))
            if holds(response):
                return n
        return None

    # The rest of the summary: what changes as the stream goes on.

    @property
    def response(self) -> Response:
        """The state after all events so far."""
        return self.summary.response

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it is in progress."""
        return self.summary.outcome

    @property
    def dialect(self) -> Dialect:
        """The protocol of its events; where it is not given, the first data decides."""
        return self.summary.dialect

    @property
    def types(self) -> tuple[str, ...]:
        """The types of its events, each once; foreign and raw."""
        return self.summary.types

    @property
    def t0_ns(self) -> int:
        """When the request was sent; monotonic clock, nanoseconds. 0 if unknown."""
        return self.summary.t0_ns

    @property
    def opened(self) -> Opened | None:
        """The head of the response."""
        return self.summary.opened

    @property
    def ended(self) -> Ended | None:
        """The end of the stream; None while it is in progress."""
        return self.summary.ended

    @property
    def first_delta(self) -> int | None:
        """The first event with a non-empty delta of any generative kind."""
        return self.summary.first_delta

    # The frames, by event number.

    @property
    def _loaded_frames(self) -> FrameBytes:
        """The bytes of the frames, which are read now if they were not needed before."""
        if (load := self._load) is not None:
            frames = load()
            for _ in range(len(frames), len(self)):
                frames.append(LOST_FRAME)
            self._frames, self._load = frames, None
        return self._frames

    def raw(self, n: int) -> bytes:
        """The raw bytes of the frame."""
        return self._loaded_frames.raw(n)

    def size(self, n: int) -> int:
        """Bytes of the frame."""
        return self._loaded_frames.size(n)

    def frame(self, n: int) -> Frame:
        """The frame with its timestamp."""
        return Frame(self.raw(n), self.at_ns(n))

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
        return self._loaded_frames.byte_count

    @property
    def has_frames(self) -> bool:
        """Whether its bytes are in memory."""
        return self._load is None

    def load_frames(self) -> None:
        """Read its bytes, and fold its checkpoints, so that no later call has to."""
        self._checkpoint(len(self._loaded_frames) // CHECKPOINT)
