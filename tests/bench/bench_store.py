"""A store of years beside one of a single question: what is read from it, and what is seen of it.

    python -m tests.bench.bench_store FOLDER

The store is built in the folder the first time. `--only NAME` takes one of `RUNS` alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import select
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from ppchat.adapters.store import writer_thread
from ppchat.adapters.store.search.results import Limits
from ppchat.adapters.store.store import Store, new_id
from ppchat.core.chat.conversation import build_request
from ppchat.core.recording.recording import Recording
from ppchat.core.search.query import parse_query
from tests.bench.store_of_years import LONG_ID, build
from tests.support.recordings import build_recording, message_events
from tests.support.store import store_recording
from tests.support.terminal import Terminal

REPEATS: Final = 5
_WRITTEN: Final = 100
_QUIET_S: Final = 0.3
"""Seconds without output after which the app is taken to be idle."""

_STARTED_S: Final = 2.0
"""Seconds without output after which all that follows the first paint is done."""


def main() -> None:
    """Print each figure of both stores, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", choices=RUNS)
    parser.add_argument("--rss", metavar="FOLDER", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.rss:
        print(_rss_of_load(Path(args.rss)))
        return
    full = args.folder / "years"
    build(full)
    small = args.folder / "one"
    build(small, conversations=0, answers=0, long_turns=1)
    print(f"{'':44}{'one question':>14}{'years':>12}{'ratio':>8}")
    for name, run in RUNS.items():
        if args.only in ("", name):
            for line in zip(run(small), run(full), strict=True):
                (label, few, unit), (_, many, _) = line
                print(
                    f"{label:44}{few:11.1f} {unit}{many:9.1f} {unit}{many / max(few, 0.1):8.2f}",
                    flush=True,
                )


Figures = Iterator[tuple[str, float, str]]
"""A label, its figure, and the unit."""


@contextmanager
def _open_store(folder: Path) -> Iterator[Store]:
    store = Store(folder / "ppchat.db")
    store.flush()
    try:
        yield store
    finally:
        store.close()


def _median_ms(call: Callable[[], object], repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        start_s = time.perf_counter()
        call()
        times.append((time.perf_counter() - start_s) * 1e3)
    return statistics.median(times)


def measure_reading(folder: Path) -> Figures:
    """What the store itself takes."""
    with _open_store(folder) as store:
        opened = store.open_conversation(LONG_ID)
        steps: dict[str, Callable[[], object]] = {
            "list of all conversations, read": store.conversations,
            "latest five conversations, read": lambda: store.conversations(5),
            "earlier prompts, read": store.prompts,
            "an id by its beginning": lambda: store.find(LONG_ID[:5]),
            "the last conversation, read": lambda: store.open_conversation(LONG_ID),
            "the last conversation, with all events": lambda: store.load(LONG_ID),
            "the next request in it, with all its turns": lambda: build_request(
                opened.path, "And now?", model="m", base_url="", chain=False
            ),
        }
        for label, step in steps.items():
            yield label, _median_ms(step), "ms"


def measure_memory(folder: Path) -> Figures:
    """What the last conversation takes in memory, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.bench_store", "-", "--rss", str(folder)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    yield "memory that its last conversation takes", float(printed), "MB"


def _rss_of_load(folder: Path) -> float:
    with _open_store(folder) as store:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        conversation = store.open_conversation(LONG_ID)
        assert len(conversation)
        return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


_QUERIES: Final = (
    ("a common word", "the"),
    ("the beginning of words", "st*"),
    ("a phrase", '"of the"'),
    ("two characters of Japanese", "日本"),
    ("a word that is nowhere", "zzyzx"),
    ("errors of one model", "kind:error model:qwen"),
)


def measure_search(folder: Path) -> Figures:
    """What a search takes while one types, and what the index adds to the file."""
    with _open_store(folder) as store:
        start_s = time.perf_counter()
        if store.texts.count_unindexed():
            store.texts.index_all()
        yield "older answers indexed", time.perf_counter() - start_s, "s "
        limits, now = Limits(hits=150, per_conversation=3), datetime.now(UTC)
        for label, text in _QUERIES:
            search = partial(store.texts.search, parse_query(text, now), limits)
            yield f"search for {label}", _median_ms(search), "ms"
    with closing(sqlite3.connect(folder / "ppchat.db")) as connection:
        sizes = "SELECT sum(pgsize), sum(pgsize) FILTER (WHERE name LIKE 'search%') FROM dbstat"
        total, indexed = connection.execute(sizes).fetchone()
    yield "the index, beside the rest of the file", 100 * indexed / (total - indexed), "% "


def measure_writing(folder: Path) -> Figures:
    """The processor's time for an answer of 102 events, and for its index after that."""
    answer = build_recording(message_events(["word "] * 94))
    usual_s = writer_thread.IDLE_S
    stored: dict[float, list[float]] = {3600.0: [], usual_s: []}
    indexed: list[float] = []
    for _ in range(REPEATS):
        for delay_s, times in stored.items():
            writer_thread.IDLE_S = delay_s  # type: ignore[misc]
            with (
                tempfile.TemporaryDirectory(dir=folder.parent) as name,
                _open_store(Path(name)) as store,
            ):
                times.append(_cpu_ms(partial(_write, store, answer)))
                indexed.append(_cpu_ms(store.texts.index_all))
    writer_thread.IDLE_S = usual_s  # type: ignore[misc]
    yield "an answer stored without an index", min(stored[3600.0]), "ms"
    yield "an answer stored with the index", min(stored[usual_s]), "ms"
    yield "its texts indexed, afterwards", min(indexed), "ms"


def _write(store: Store, answer: Recording) -> None:
    for _ in range(_WRITTEN):
        store_recording(store, answer, conversation_id=new_id())
    store.flush()


def _cpu_ms(call: Callable[[], object]) -> float:
    """Milliseconds of the processor per answer that was written."""
    start_s = time.process_time()
    call()
    return (time.process_time() - start_s) * 1e3 / _WRITTEN


class _Watched(Terminal):
    """A terminal whose output is watched as bytes: a screen that is drawn would take its time."""

    def until(self, marker: bytes, after: int) -> float:
        """Wait until `marker` is written, from the byte `after`; returns when."""
        while marker not in self.received[after:]:
            assert self._read(10), f"{marker!r} never appeared"
        return time.perf_counter()

    def settle(self, quiet_s: float = _QUIET_S) -> None:
        while self._read(quiet_s):
            pass

    def paint_ms(self, keys: str, marker: bytes) -> float:
        """Milliseconds from pressing keys until `marker` is painted."""
        self.settle()
        after, start_s = len(self.received), time.perf_counter()
        self.press(keys)
        return (self.until(marker, after) - start_s) * 1e3

    def _read(self, timeout_s: float) -> bool:
        if not select.select([self._master], [], [], timeout_s)[0]:
            return False
        self.received += os.read(self._master, 65536)
        return True


@contextmanager
def _app(folder: Path, *arguments: str) -> Iterator[_Watched]:
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "XDG_CONFIG_HOME": home, "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, "-m", "ppchat", "--demo", "--data-dir", str(folder), *arguments]
        with _Watched(command, environment=environment) as terminal:
            yield terminal
            terminal.press("ctrl+q")
            terminal.settle()


_IN_LIST: Final = b" turn"
_FIGURES: Final = b"TTFT"
"""Stands under each answer."""


def measure_app(folder: Path) -> Figures:
    """From a key until what it opens is painted, in a terminal."""
    lists, opened, starts, first = [], [], [], []
    for _ in range(REPEATS):
        with _app(folder) as terminal:
            terminal.until(b"ready", 0)
            terminal.settle(_STARTED_S)
            lists.append(terminal.paint_ms("ctrl+s", _IN_LIST))
            opened.append(terminal.paint_ms("enter", _FIGURES))
        start_s = time.perf_counter()
        with _app(folder, "-c") as terminal:
            first.append((terminal.until(b"ppchat", 0) - start_s) * 1e3)
            starts.append((terminal.until(_FIGURES, 0) - start_s) * 1e3)
    yield "ctrl+s until the list is painted", statistics.median(lists), "ms"
    yield "enter until the conversation is painted", statistics.median(opened), "ms"
    yield "ppchat -c until anything is painted", statistics.median(first), "ms"
    yield "ppchat -c until its conversation is painted", statistics.median(starts), "ms"


RUNS: Final = {
    "reading": measure_reading,
    "memory": measure_memory,
    "search": measure_search,  # which indexes the store, so that the app does not
    "writing": measure_writing,
    "app": measure_app,
}


if __name__ == "__main__":
    main()
