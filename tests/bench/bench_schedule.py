"""How far what ppchat tells is from what the server did, for a server of a known schedule.

    python -m tests.bench.bench_schedule [REQUESTS]

The server logs when it did what; its own lateness is thus no error. The error of a metric holds
what the loopback network takes. The first request of each process stands apart from the others.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from ppchat.adapters.processes.reader import ReaderProcess
from ppchat.adapters.recording_files import open_recorded_streams
from ppchat.core.metrics.metrics import metrics
from ppchat.core.metrics.statistics import Sample
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request

METRICS = ("setup", "TTFT", "E2E", "gaps")
Errors = dict[str, list[float]]


def errors_ms(recording: Recording, log: dict[str, Any]) -> Errors:
    """What ppchat tells of one response minus what the server did, in milliseconds."""
    measured = metrics(recording.summary)
    deltas = [n for n in range(len(recording)) if "text.delta" in recording.event(n).type]
    at_ns = [recording.at_ns(n) for n in deltas]
    gaps = zip(_gaps(at_ns), _gaps(log["delta"]), strict=True)
    from_t0 = {
        "setup": (measured.setup_ms, log["setup"]),
        "TTFT": (measured.ttft_ms, log["delta"][0]),
        "E2E": (measured.e2e_ms, log["e2e"]),
    }
    return {
        **{
            name: [] if told is None else [told - true / 1e6]
            for name, (told, true) in from_t0.items()
        },
        "gaps": [abs(told - true) / 1e6 for told, true in gaps],
    }


def _gaps(times: list[int]) -> list[int]:
    return [after - before for before, after in pairwise(times)]


def ppchat(*arguments: str, output: Path = Path(os.devnull)) -> None:
    """Run a command of ppchat; its stdout goes to a file."""
    with output.open("wb") as file:
        subprocess.run([sys.executable, "-m", "ppchat", *arguments], check=True, stdout=file)


def load(path: Path) -> Recording:
    """The recording in a file."""
    with open_recorded_streams(str(path)) as streams:
        return next(streams).recording()


def asked(base_url: str, folder: Path, count: int) -> Iterator[Recording]:
    """By one `ppchat ask` after another: each is the first request of its process."""
    for _ in range(count):
        path = folder / "ask.jsonl"
        command = ("ask", "--base-url", base_url, "-m", "m", "--format", "jsonl", "hello")
        ppchat(*command, output=path)
        yield load(path)


def benched(*options: str) -> Callable[[str, Path, int], Iterator[Recording]]:
    """By one `ppchat bench`."""

    def recordings(base_url: str, folder: Path, count: int) -> Iterator[Recording]:
        command = ("bench", "--base-url", base_url, "-m", "m", "-n", str(count), *options)
        ppchat(*command, "--save", str(folder))
        for path in sorted(folder.glob("*.jsonl")):
            yield load(path)

    return recordings


def read_by_the_app(base_url: str, _: Path, count: int) -> Iterator[Recording]:
    """By the reader process, as the app has them read: all in one process."""

    async def read() -> list[Recording]:
        recordings = []
        async with ReaderProcess() as reader:
            for _ in range(count):
                recording = Recording(Request({"model": "m", "input": "hello"}, base_url))
                async for signal in reader.stream(recording.request):
                    recording.apply(signal)
                recordings.append(recording)
        return recordings

    yield from asyncio.run(read())


def curl(base_url: str) -> list[str]:
    """A command that prints a response with its head."""
    return ["curl", "-isN", f"{base_url}/responses", "-d", '{"model":"m","input":"hello"}']


def recorded(base_url: str, folder: Path, count: int) -> Iterator[Recording]:
    """By `ppchat record`, from the start of curl on."""
    for number in range(count):
        path = folder / f"{number}.jsonl"
        ppchat("record", "-o", str(path), "--", *curl(base_url))
        yield load(path)


def piped(base_url: str, folder: Path, count: int) -> Iterator[Recording]:
    """From a pipe, whose t0 nobody knows."""
    for number in range(count):
        path = folder / f"{number}.jsonl"
        with subprocess.Popen(curl(base_url), stdout=subprocess.PIPE) as sender:
            command = ("export", "-", "--format", "jsonl", "-o", str(path))
            subprocess.run(
                [sys.executable, "-m", "ppchat", *command], check=True, stdin=sender.stdout
            )
        yield load(path)


def measure(
    name: str, recordings: Callable[[str, Path, int], Iterator[Recording]], count: int, skip: int
) -> None:
    """Print the errors of one way to read; the server's first `skip` responses are not compared."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.scheduled"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        assert server.stdout
        base_url = server.stdout.readline().strip()
        told = list(recordings(base_url, Path(folder), count))
        out, _ = server.communicate()
    log = [json.loads(line) for line in out.splitlines()][skip:]
    errors = [errors_ms(*pair) for pair in zip(told, log, strict=True)]
    for label, part in (("first", errors[:1]), ("others", errors[1:])):
        cells = []
        for metric in METRICS:
            values = [value for response in part for value in response[metric]]
            sample = Sample(values)
            cells.append(
                f"{sample.percentile(50):8.2f} {sample.percentile(100):8.2f}"
                if values
                else f"{'n/a':>17}"
            )
        print(f"{name:<16} {label:<6} {'  '.join(cells)}", flush=True)


def main(count: int) -> None:
    """Print a table of errors: median and maximum, in milliseconds."""
    print(f"load {os.getloadavg()[0]:.1f}; error in ms, p50 and max, of")
    print(f"{'':<23} {'  '.join(f'{metric:>17}' for metric in METRICS)}")
    measure("ask", asked, count, 0)
    measure("app", read_by_the_app, count, 0)
    measure("bench", benched(), count, 1)
    measure("bench, no warmup", benched("--warmup", "0"), count, 0)
    measure("record (curl)", recorded, count, 0)
    measure("pipe (curl)", piped, count, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
