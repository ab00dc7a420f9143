"""A recording, played."""

from __future__ import annotations

import pytest

from ppchat.core.frame import Frame
from ppchat.core.recording import Recording
from ppchat.core.source import Arrived, End, Ended, Opened, Request, Signal, Started
from ppchat.edge.replay import replay

S = 1_000_000_000


class Time:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self) -> None:
        self.now_ns = 77 * S

    def clock(self) -> int:
        return self.now_ns

    async def sleep(self, seconds: float) -> None:
        self.now_ns += round(seconds * S)


def recording(count: int = 4, *, timed: bool = True) -> Recording:
    made = Recording(Request({}, ""), timed=timed)
    made.apply(Started(10 * S))
    made.apply(Opened(11 * S, 200))
    made.apply(Arrived(tuple(Frame(b": %d\n\n" % n, (12 + n) * S) for n in range(count))))
    made.apply(Ended((12 + count) * S, End.EOF))
    return made


async def played(made: Recording, speed: float, start: int = 0) -> list[tuple[float, Signal]]:
    """Each signal with the seconds after which it came."""
    time = Time()
    source = replay(made, speed=speed, start=start, clock=time.clock, sleep=time.sleep)
    return [((time.now_ns - 77 * S) / S, signal) async for signal in source]


@pytest.mark.parametrize("speed", [1.0, 2.0, 0.5])
async def test_signals_come_at_their_pace(speed: float) -> None:
    given = await played(recording(), speed)
    assert [round(at * speed, 6) for at, _ in given] == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("speed", [0.0, 1.0, 3.0])
@pytest.mark.parametrize("count", [0, 4, 2000])
async def test_what_was_played_is_the_recording(speed: float, count: int) -> None:
    before = recording(count)
    after = Recording(before.request)
    for _, signal in await played(before, speed):
        after.apply(signal)
    assert list(after.frames()) == list(before.frames())
    assert (after.t0_ns, after.opened, after.ended) == (10 * S, before.opened, before.ended)


async def test_flat_out_nothing_is_waited_for() -> None:
    for made, speed in ((recording(), 0.0), (recording(timed=False), 1.0)):
        assert {at for at, _ in await played(made, speed)} == {0}


async def test_it_can_go_on_from_an_event() -> None:
    given = await played(recording(), 1.0, start=2)
    assert [at for at, _ in given] == [0, 0, 0, 1, 2, 3]
    assert isinstance(given[2][1], Arrived)
    assert len(given[2][1].frames) == 2
