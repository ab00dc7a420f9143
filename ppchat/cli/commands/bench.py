"""Ask N times and compare: percentiles of the timings, a column a model.

examples:
  ppchat bench -n 20
  ppchat bench -n 50 -m gpt-4.1-mini -m gpt-4.1-nano "Why is the sky blue?"
  ppchat bench -n 100 -c 8 --base-url http://localhost:8080/v1 -m local --json > local.json
  ppchat bench -n 5 --demo --save recordings/

The models are asked in turn, so that what drifts hits all alike. Each request counts once in each
figure, ICL included; those that failed count by how they ended alone. The interval is that of the
median, with 95 % confidence, from order statistics: it takes nothing for granted of how the
values are distributed, and six of them at least.

exit codes: 0 all completed, 1 some did not, 2 wrong usage or configuration, 130 interrupted.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ppchat.adapters.config import ConfigError, Settings, Target, target
from ppchat.cli.options import add_connection, settings_of, tell
from ppchat.core.errors import UsageError
from ppchat.core.formats.recorded_stream import masked_tape, recorded_tape, tape_lines
from ppchat.core.metrics.metrics import metrics
from ppchat.core.metrics.statistics import Run, Series, table
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.security.sanitize import safe_line
from ppchat.core.stream.signals import End, Ended, Problem, Request

if TYPE_CHECKING:
    from ppchat.adapters.openai.reader import Reader

PROMPT: Final = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."
DONE, FAILED, AFTER_SIGNAL = 0, 1, 128


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat bench`."""
    parser.add_argument("prompt", nargs="?", metavar="PROMPT", default=PROMPT)
    parser.add_argument(
        "-n", "--requests", type=int, required=True, metavar="N", help="requests to each model"
    )
    parser.add_argument(
        "-c", "--concurrency", type=int, default=1, metavar="N", help="requests at a time"
    )
    parser.add_argument(
        "--timeout",
        dest="timeout_s",
        type=float,
        metavar="SECONDS",
        help="cut off what takes longer",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--save", metavar="DIR", help="keep each recording as a file there")
    add_connection(parser, several_models=True)


def run(args: Namespace) -> int:
    """Ask, and print the figures of what was asked, of a part when interrupted."""
    if args.requests < 1 or args.concurrency < 1:
        raise UsageError("-n and -c must be 1 or more")
    settings = settings_of(args)
    whom = target(settings, os.environ)
    if whom.is_demo and not settings.demo:
        raise ConfigError(
            "no key: set OPENAI_API_KEY or --base-url, or ask the built-in demo with --demo"
        )
    models = tuple(dict.fromkeys(args.models or [settings.model]))
    names = {model: _file_name(model) for model in models}
    if len(set(names.values())) < len(names):
        names = {model: f"{name}-{at}" for at, (model, name) in enumerate(names.items(), 1)}
    folder = _folder(args.save) if args.save else None
    bodies = {model: _body(settings, model, args.prompt) for model in models}
    bench = _Bench(bodies, whom, args.requests, settings.timeout_s, keep=folder is not None)
    interrupted = asyncio.run(bench.run(args.concurrency))
    if folder is not None:
        _save(folder, {names[model]: found for model, found in bench.recordings.items()})
    series = {model: Series(runs) for model, runs in bench.runs.items()}
    _print(series, args, whom)
    if interrupted:
        return AFTER_SIGNAL + interrupted
    return FAILED if any(each.failures for each in series.values()) else DONE


def _body(settings: Settings, model: str, prompt: str) -> dict[str, Any]:
    text = os.fsencode(prompt).decode(errors="replace")
    body = dict(settings.request)
    body |= {"model": model, "input": [{"role": "user", "content": text}], "stream": True}
    if settings.system:
        body["instructions"] = settings.system
    return body


class _Bench:
    """Asks all models in turn, as many at a time as are wanted."""

    def __init__(
        self,
        bodies: Mapping[str, Mapping[str, Any]],
        whom: Target,
        rounds: int,
        timeout_s: float | None,
        *,
        keep: bool,
    ) -> None:
        self.runs: Final[dict[str, list[Run]]] = {model: [] for model in bodies}
        self.recordings: Final[dict[str, list[Recording]]] = {model: [] for model in bodies}
        self._bodies = bodies
        self._whom = whom
        self._timeout_s = timeout_s
        self._keep = keep
        self._waiting = deque(model for _ in range(rounds) for model in bodies)
        self._progress = _Progress(len(self._waiting))

    async def run(self, concurrency: int) -> int:
        """Ask until all is asked; gives the number of the signal that ended it before, else 0."""
        # They take 0.8 s: only here, where they are needed.
        from ppchat.adapters.openai.client import quiet_collector, warm_up
        from ppchat.adapters.openai.reader import Reader
        from ppchat.cli.ask_printer import demo

        await warm_up()
        quiet_collector()
        interrupts: list[int] = []
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task

        def interrupt(number: int) -> None:
            interrupts.append(number)
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, interrupt, number)
        try:
            async with AsyncExitStack() as stack:
                base_url = await demo(stack) if self._whom.is_demo else self._whom.base_url
                reader = await stack.enter_async_context(Reader())
                async with asyncio.TaskGroup() as group:
                    for _ in range(min(concurrency, len(self._waiting))):
                        group.create_task(self._work(reader, base_url))
        except asyncio.CancelledError:
            if not interrupts:
                raise
        finally:
            self._progress.clear()
        return interrupts[0] if interrupts else 0

    async def _work(self, reader: Reader, base_url: str) -> None:
        while self._waiting:
            model = self._waiting.popleft()
            recording = await self._asked(reader, Request(self._bodies[model], base_url))
            verdict = recording.verdict
            assert verdict
            problem = recording.ended.problem if recording.ended else None
            error = recording.turn.error
            why = problem.message if problem else error.message if error else ""
            self.runs[model].append(Run(verdict, metrics(recording), why))
            if self._keep:
                self.recordings[model].append(recording)
            self._progress.step(verdict)

    async def _asked(self, reader: Reader, request: Request) -> Recording:
        recording = Recording(request, datetime.now(UTC).isoformat(timespec="milliseconds"))
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                aclosing(reader.stream(request, self._whom.key)) as stream,
            ):
                async for signal_ in stream:
                    recording.apply(signal_)
        except TimeoutError:
            late = Problem("timeout", f"timed out after {self._timeout_s:g} s")
            recording.apply(Ended(time.monotonic_ns(), End.BROKEN, late))
        return recording


class _Progress:
    """A bar on stderr, where that is a terminal."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._failed = total, 0, 0
        self._shown = sys.stderr.isatty()
        self._draw()

    def step(self, verdict: Verdict) -> None:
        """Count one more."""
        self._done += 1
        self._failed += verdict is not Verdict.COMPLETED
        self._draw()

    def clear(self) -> None:
        """Take it away."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _draw(self) -> None:
        if not self._shown:
            return
        failed = f", {self._failed:,} failed" if self._failed else ""
        told = f" {self._done:,} of {self._total:,}{failed}"
        width = max(0, min(40, shutil.get_terminal_size().columns - len(told) - 1))
        full = width * self._done // self._total
        bar = "█" * full + "░" * (width - full)
        print(f"\r{bar}{told}\x1b[K", end="", file=sys.stderr, flush=True)


def _file_name(model: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", model)[:60].strip(".-") or "model"


def _folder(name: str) -> Path:
    """The folder for recordings, made if need be, which must hold none. Raises UsageError."""
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.glob("*.jsonl")):
            raise UsageError(f"{name}: there are recordings in it already")
        if not os.access(folder, os.W_OK):
            raise UsageError(f"{name}: it can't be written to")
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from None
    return folder


def _save(folder: Path, recordings: Mapping[str, Sequence[Recording]]) -> None:
    from ppchat.adapters.recording_files import write_export

    for name, found in recordings.items():
        for number, recording in enumerate(found, 1):
            lines = tape_lines(masked_tape(recorded_tape(recording)))
            write_export(str(folder / f"{name}-{number:04}.jsonl"), lines, force=False)


def _print(series: Mapping[str, Series], args: Namespace, whom: Target) -> None:
    if args.json:
        told = {
            "host": whom.host,
            "prompt": args.prompt,
            "requests_per_model": args.requests,
            "concurrency": args.concurrency,
            "models": {model: each.as_json() for model, each in series.items()},
        }
        print(json.dumps(told, indent=2))
    else:
        rows = [[safe_line(cell) for cell in row] for row in table(series)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for name, what, *cells in rows:
            shown = (f"{cell:>{width}}" for cell, width in zip(cells, widths[2:], strict=True))
            print(f"{name:<{widths[0]}}  {what:<{widths[1]}}  {'  '.join(shown)}".rstrip())
        if any(each.estimated for each in series.values()):
            print("\n~rate is of chunks, not of tokens: the server told no usage.")
    for model, each in series.items():
        why = next((run.problem for run in each.runs if run.problem), "")
        if why:
            tell(f"{model}: {why}")
