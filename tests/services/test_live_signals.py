"""The signals of a stream that another thread reads."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

from ppchat.core.formats.jsonl import FormatError
from ppchat.core.stream.signals import Arrived, End, Ended, Signal
from ppchat.core.stream.sse import Frame
from ppchat.services.live_signals import live_signals

ARRIVED = Arrived((Frame(b"data: 1\n\n", 1),))


async def test_a_signal_is_there_before_the_next_arrives() -> None:
    go_on = Event()

    def signals() -> Iterator[Signal]:
        yield ARRIVED
        go_on.wait()
        yield Ended(2, End.EOF)

    source = live_signals(signals())
    assert await anext(source) == ARRIVED
    go_on.set()
    assert [signal async for signal in source] == [Ended(2, End.EOF)]


async def test_a_damaged_input_is_an_end() -> None:
    def signals() -> Iterator[Signal]:
        yield ARRIVED
        raise FormatError("the gzip file is damaged")

    *_, last = [signal async for signal in live_signals(signals())]
    assert isinstance(last, Ended)
    assert last.end is End.BROKEN
    assert last.problem
    assert last.problem.message == "the gzip file is damaged"
