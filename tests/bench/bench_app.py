"""The whole app in a terminal of its own, against a loopback server in another process.

    python -m tests.bench.bench_app [flood] [stamps] [keys] [idle]

flood: 20,000 events at full speed, from t0 until the app has painted the completion, against the
SDK's bare loop. stamps: how late timestamps are while the app paints, against those of a reader
whose app does nothing. keys: from a key press to its echo while events stream. idle: what an open
conversation costs.
"""

from __future__ import annotations

import asyncio
import os
import random
import select
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Node
from tests.bench.bench_ask import BARE, best, seconds
from tests.bench.bench_stamp import lateness_ms, record
from tests.support.terminal import Terminal
from tests.support.until import TIMEOUT_S

ROUNDS = 3
FLOOD = 20_000
STREAM_S, IDLE_S = 8, 10
KEYS_PER_RUN = 90
DONE = "✓ completed".encode()
READY = b"sk anything"
LETTERS = [chr(code) for code in range(0x410, 0x480)]
"""Letters that occur nowhere else on the screen, one for each key press."""


class Screen(Terminal):
    """A terminal that collects the output without emulating it, which would be slow."""

    def read(self, timeout_s: float) -> bool:
        """Read what the program wrote; returns whether there was anything."""
        if not select.select([self._master], [], [], timeout_s)[0]:
            return False
        try:
            self.received += os.read(self._master, 1 << 16)
        except OSError:
            return False
        return True

    def seen_ns(self, marker: bytes, since: int = 0) -> int:
        """Wait for `marker`; returns the time of its arrival, by the monotonic clock."""
        deadline = time.monotonic() + TIMEOUT_S
        while self.received.find(marker, since) < 0:
            if time.monotonic() > deadline:
                raise AssertionError(f"{marker!r} never arrived: {bytes(self.received[-400:])!r}")
            since = max(since, len(self.received) - len(marker))
            self.read(0.1)
        return time.monotonic_ns()

    def drain(self, until: float) -> None:
        """Read until a time of the monotonic clock."""
        while (left := until - time.monotonic()) > 0:
            self.read(left)


@contextmanager
def server(count: int, rate: float = 0.0, text: str = "word") -> Iterator[str]:
    """The base URL of a server that streams `count` events."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.flat_out", str(count), str(rate), text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate()


@contextmanager
def app(home: str, base_url: str) -> Iterator[Screen]:
    """The app, started and ready for a prompt."""
    variables = {
        "HOME": home,
        "XDG_CONFIG_HOME": home,
        "XDG_DATA_HOME": home,
        "PYTHONHASHSEED": "0",
    }
    command = [sys.executable, "-m", "ppchat", "-m", "m", "--base-url", base_url]
    with Screen([*command, "--data-dir", home], environment=variables) as screen:
        screen.seen_ns(READY)
        yield screen
        screen.press("ctrl+q")
        while screen.read(1.0):
            pass


def stored(home: str) -> Node:
    """The last turn, as the app has stored it; waits until it has ended."""
    with closing(sqlite3.connect(Path(home) / "ppchat.db")) as connection:
        while connection.execute("SELECT 1 FROM run WHERE ended IS NULL").fetchall():
            time.sleep(0.05)
    store = Store(Path(home) / "ppchat.db")
    try:
        return store.load(store.conversations(1)[0].id).path[-1]
    finally:
        store.close()


def percentiles(values: Sequence[float]) -> str:
    """The p50, p95, p99 and the maximum, as text."""
    ranked = sorted(values)
    return "  ".join(
        f"p{percent} {ranked[min(len(ranked) - 1, len(ranked) * percent // 100)]:6.2f}"
        for percent in (50, 95, 99, 100)
    )


def flood() -> None:
    """Print the events per second of the app and of the SDK's loop, and their ratio."""
    bare, ours, cpu = [], [], []
    with server(FLOOD) as base_url:
        for _ in range(ROUNDS):
            bare.append(seconds(BARE, base_url))
            with tempfile.TemporaryDirectory() as home:
                with app(home, base_url) as screen:
                    warm_up(screen)
                    used = cpu_s(screen.pid)
                    screen.press("hello", "enter")
                    done_ns = screen.seen_ns(DONE)
                    cpu.append(cpu_s(screen.pid) - used)
                recording = stored(home).recording
                assert len(recording) == FLOOD + 2
                ours.append((done_ns - recording.t0_ns) / 1e9)
    wall, _ = best(bare)
    print(f"flood: {FLOOD:,} events, best of {ROUNDS}")
    print(f"  SDK's bare loop    {FLOOD / wall:9,.0f} events/s")
    print(f"  the whole app      {FLOOD / min(ours):9,.0f} events/s, {min(cpu):.2f} s of CPU")
    print(f"  ratio              {wall / min(ours):9.2f} (target 3)", flush=True)


def warm_up(screen: Screen) -> None:
    """Wait until the app has started its reader, and the reader has loaded its modules."""
    screen.drain(time.monotonic() + 3)


def stamps() -> None:
    """Print how late timestamps are for each text, with the app and without it."""
    print("stamps: ms late, while the app paints / while nothing is painted (target 1, p99 5)")
    for text, rate in (("prose", 200), ("blocks", 200), ("prose", 1_000), ("blocks", 1_000)):
        with server(rate * STREAM_S, rate, text) as base_url:
            alone = asyncio.run(record(base_url))
            with tempfile.TemporaryDirectory() as home:
                with app(home, base_url) as screen:
                    warm_up(screen)
                    used = cpu_s(screen.pid)
                    screen.press("hello", "enter")
                    screen.seen_ns(DONE)
                    share = (cpu_s(screen.pid) - used) / STREAM_S
                recording = stored(home).recording
        assert len(recording) == rate * STREAM_S + 2
        print(
            f"  {text:6} {rate:5,}/s  app    {percentiles(lateness_ms(recording))}  {share:.0%} CPU"
        )
        print(f"                  alone  {percentiles(lateness_ms(alone))}", flush=True)


def keys() -> None:
    """Print how long after a key press its letter is written, while events stream."""
    print("keys: ms from a key to its echo (targets 16, p99 40; at 5,000/s p99 60)")
    chance = random.Random(1)
    for rate in (0, 1_000, 5_000):
        count = (rate or 1) * KEYS_PER_RUN  # far more than the keys take: quitting ends the stream
        with (
            server(count, rate, "prose") as base_url,
            tempfile.TemporaryDirectory() as home,
            app(home, base_url) as screen,
        ):
            warm_up(screen)
            if rate:
                screen.press("hello", "enter")
                screen.seen_ns(b"streaming")
            times_ms = [echo_ms(screen, chance, n) for n in range(KEYS_PER_RUN)]
            assert screen.received.find(DONE) < 0, "the stream ended before the last key"
        print(f"  {rate:5,}/s  {percentiles(times_ms)}", flush=True)


def echo_ms(screen: Screen, chance: random.Random, n: int) -> float:
    """Press a key after a random pause; returns how long its letter takes to be written."""
    screen.drain(time.monotonic() + chance.uniform(0.03, 0.13))
    letter, since = LETTERS[n], len(screen.received)
    pressed_ns = time.monotonic_ns()
    screen.press(letter)
    return (screen.seen_ns(letter.encode(), since) - pressed_ns) / 1e6


def cpu_s(pid: int) -> float:
    """CPU time of a process so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """The child processes of a process."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def idle() -> None:
    """Print what the app and its reader use while a conversation is open and nothing streams."""
    with (
        server(2_000, 0, "blocks") as base_url,
        tempfile.TemporaryDirectory() as home,
        app(home, base_url) as screen,
    ):
        screen.press("hello", "enter")
        screen.seen_ns(DONE)
        screen.drain(time.monotonic() + 3)
        before = {pid: cpu_s(pid) for pid in (screen.pid, *children(screen.pid))}
        written = len(screen.received)
        screen.drain(time.monotonic() + IDLE_S)
        used = {pid: cpu_s(pid) - was for pid, was in before.items()}
        written = len(screen.received) - written
    app_share, *others = (100 * seconds_used / IDLE_S for seconds_used in used.values())
    print(f"idle: {app_share:.2f} % of a core (target 0.5), its reader {sum(others):.2f} %,")
    print(f"  {written:,} bytes written in {IDLE_S} s", flush=True)


def main(names: Sequence[str]) -> None:
    """Run the named benchmarks, or all."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for benchmark in (flood, stamps, keys, idle):
        if not names or benchmark.__name__ in names:
            benchmark()


if __name__ == "__main__":
    main(sys.argv[1:])
