"""From the command to the first paint, against the smallest Textual app with an input.

Run it from the project's root: `python -m tests.bench.bench_first_paint`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support.terminal import Terminal

RUNS = 25
BARE = [sys.executable, str(Path(__file__).with_name("bare_app.py"))]


def paint_s(command: Sequence[str], marker: bytes, environment: dict[str, str]) -> float:
    """Seconds from the start of a command until it has painted `marker`."""
    started = time.perf_counter()
    with Terminal(command, environment=environment) as terminal:
        while marker not in terminal.received:
            terminal.read(1)
        return time.perf_counter() - started


def main() -> None:
    """Print the medians and their ratio, from alternating runs."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        environment["PYTHONDONTWRITEBYTECODE"] = ""  # an installed package is compiled
        ours = [sys.executable, "-m", "ppchat", "--demo"]
        pairs = []
        for _ in range(RUNS + 1):
            bare = paint_s(BARE, b"sk anything", environment)
            pairs.append((paint_s(ours, b"Peter", environment), bare))
    pairs = pairs[1:]  # the first run compiles
    own, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"first paint: ppchat {own * 1000:.0f} ms, bare app {bare * 1000:.0f} ms")
    print(f"ratio {ratio:.2f} x (target 1.15)")


if __name__ == "__main__":
    main()
