"""A recording as a source: the same signals, at the pace at which they were recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from ppchat.core.recording import Recording
from ppchat.core.source import Arrived, Source, Started

_TOGETHER = 512
"""Events handed over at once at most, so that whoever takes them can do something else too."""


async def replay(
    recording: Recording,
    *,
    speed: float = 1.0,
    start: int = 0,
    clock: Callable[[], int] = time.monotonic_ns,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> Source:
    """Give what was recorded, `speed` times as fast; 0, or a recording without times: flat out.

    The stamps are the recorded ones; only when they are given is new. `start` is the first event
    that is waited for: those before it come at once. `clock` counts nanoseconds, `sleep` takes
    seconds.
    """
    paced = speed > 0 and recording.timed
    count, t0_ns = len(recording), recording.t0_ns
    begin_ns = clock()
    skipped_ns = recording.since_start_ns(start - 1) if 0 < start <= count else 0

    def wait_s(at_ns: int) -> float:
        due_ns = begin_ns + (at_ns - t0_ns - skipped_ns) / speed if paced else 0
        return max(0.0, (due_ns - clock()) / 1e9)

    yield Started(t0_ns)
    if recording.opened:
        if not start:
            await sleep(wait_s(recording.opened.at_ns))
        yield recording.opened
    n = 0
    while n < count:
        await sleep(0 if n < start else wait_s(recording.at_ns(n)))
        stop, most = n + 1, min(count, n + _TOGETHER)
        while stop < most and (stop < start or not wait_s(recording.at_ns(stop))):
            stop += 1
        yield Arrived(tuple(recording.frame(each) for each in range(n, stop)))
        n = stop
    if recording.ended:
        await sleep(wait_s(recording.ended.at_ns))
        yield recording.ended
