"""How late timestamps are: each event carries its send time, by the same monotonic clock.

    python -m tests.bench.bench_stamp [COUNT] [EVENTS_PER_SECOND]

The reader process reads the stream; the parent only records the events.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys

from ppchat.adapters.processes.reader import ReaderProcess
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request


async def record(base_url: str) -> Recording:
    """The stream as the app would record it."""
    recording = Recording(Request({"model": "m", "input": []}, base_url))
    async with ReaderProcess() as reader:
        async for signal in reader.stream(recording.request):
            recording.apply(signal)
    return recording


def lateness_ms(recording: Recording) -> list[float]:
    """Timestamp − send time of each event that carries its send time, sorted."""
    late = []
    for n in range(len(recording)):
        sent_ns = recording.event(n).data.get("sent_ns")
        if sent_ns:
            late.append((recording.at_ns(n) - sent_ns) / 1e6)
    return sorted(late)


def main(count: int, rate: float) -> None:
    """Print percentiles of the lateness."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.flat_out", str(count), str(rate)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    late = lateness_ms(asyncio.run(record(server.stdout.readline().strip())))
    server.communicate()
    percentiles = " ".join(
        f"p{percent} {late[min(len(late) - 1, len(late) * percent // 100)]:.2f}"
        for percent in (50, 95, 99, 100)
    )
    print(f"{len(late):,} events at {rate:,.0f}/s: timestamps late by {percentiles} ms")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 2_000,
        float(sys.argv[2]) if len(sys.argv) > 2 else 200.0,
    )
