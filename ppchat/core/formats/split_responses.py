"""The body of several responses, one after another, as a stream for each.

Tools that keep what they receive append to one file; a reader of it wants a recording per response.
Another response begins with an event that only begins one, if that names another response or if
the one before has ended: a server that repeats such an event within a response is at fault.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import Final

from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.response.response import EMPTY_RESPONSE
from ppchat.core.stream.event import parse_event
from ppchat.core.stream.signals import Arrived, End, Ended, Signal
from ppchat.core.stream.sse import Frame

_FIRST: Final = {name.encode(): dialect for dialect in DIALECTS for name in dialect.first_types}
"""What the frames contain that may begin a response, and its dialect."""
_LAST: Final = tuple(
    name.encode() for dialect in DIALECTS if dialect.first_types for name in dialect.last_types
)


def split_responses(signals: Iterator[Signal]) -> Iterator[Iterator[Signal]]:
    """The signals of each response; what is not read of one is kept when the next is asked for."""
    rest: Iterator[Signal] | None = signals
    while rest is not None:
        response = _ResponseSignals(rest)
        yield response
        rest = response.rest()


class _ResponseSignals(Iterator[Signal]):
    """The signals up to the frame that begins another response."""

    def __init__(self, signals: Iterator[Signal]) -> None:
        self._signals = signals
        self._reader = self._read()
        self._kept: deque[Signal] = deque()
        self._following: tuple[Frame, ...] = ()
        """The frames that were read already and are of the next response."""
        self._id = ""
        self._has_ended = False

    def __next__(self) -> Signal:
        return self._kept.popleft() if self._kept else next(self._reader)

    def rest(self) -> Iterator[Signal] | None:
        """The signals after this response, of which it keeps those not read; None without any."""
        self._kept.extend(self._reader)
        return chain((Arrived(self._following),), self._signals) if self._following else None

    def _read(self) -> Iterator[Signal]:
        for signal in self._signals:
            if not isinstance(signal, Arrived):
                yield signal
                continue
            frames = signal.frames
            stop = next((n for n, frame in enumerate(frames) if self._begins_another(frame)), None)
            if stop is None:
                yield signal
                continue
            if stop:
                yield Arrived(frames[:stop])
            self._following = frames[stop:]
            yield Ended(frames[stop].at_ns, End.EOF)
            return

    def _begins_another(self, frame: Frame) -> bool:
        raw = frame.raw
        dialect = next((known for name, known in _FIRST.items() if name in raw), None)
        if dialect is None:
            self._has_ended = self._has_ended or any(name in raw for name in _LAST)
            return False
        event = parse_event(0, frame, dialect)
        if event.type not in dialect.first_types:
            return False
        response_id = dialect.reduce(EMPTY_RESPONSE, event).response_id
        if self._has_ended or (response_id and self._id and response_id != self._id):
            return True
        self._id = response_id or self._id
        return False
