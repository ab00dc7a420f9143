"""Send N requests to each model and compare percentiles of the timings, one column per model.

examples:
  ppchat bench -n 20
  ppchat bench -n 50 -m gpt-4.1-mini -m gpt-4.1-nano "Why is the sky blue?"
  ppchat bench -n 100 -c 8 --base-url http://localhost:8080/v1 -m local --json > local.json
  ppchat bench -n 5 --demo --save recordings/

Before the measured requests, each connection is opened by a warm-up: real requests, which cost
tokens and are in none of the results; --warmup 0 leaves them out.

The models take turns, so that drift affects all of them equally. Each request counts once in each
metric, ICL included; failed requests are only counted by outcome. The interval is the 95 %
confidence interval of the median, from order statistics: it needs at least six values, and assumes
nothing about their distribution. p95 needs at least 20 values, p99 at least 100. The throughput
counts completed requests.

exit codes: 0 all completed, 1 some did not, 2 usage or configuration error, 130 interrupted.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import time
from argparse import ArgumentParser, Namespace
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ppchat.adapters.config import Settings
from ppchat.adapters.profiles.target import Target, usable_target
from ppchat.cli.exit_codes import AFTER_SIGNAL, DONE, FAILED
from ppchat.cli.options import (
    add_connection_options,
    add_request_options,
    add_setting,
    load_settings,
    report,
)
from ppchat.cli.progress_bar import ProgressBar
from ppchat.core.errors import ConfigError, UsageError
from ppchat.core.formats.recorded_stream import dump_stream, redacted_stream, stream_from_recording
from ppchat.core.metrics.metrics import metrics
from ppchat.core.metrics.statistics import BenchRun, BenchSeries, BenchTotals, bench_table
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.stream.signals import End, Ended, Problem, Request
from ppchat.services.server_api import ServerApi

if TYPE_CHECKING:
    from ppchat.services.response_source import ResponseSource

PROMPT: Final = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat bench`."""
    parser.add_argument(
        "prompt", nargs="?", metavar="PROMPT", default=PROMPT, help="the prompt to send"
    )
    parser.add_argument(
        "-n",
        "--requests",
        type=int,
        required=True,
        metavar="N",
        help="number of requests to each model",
    )
    parser.add_argument(
        "-c",
        "--concurrency",
        type=int,
        default=1,
        metavar="N",
        help="number of concurrent requests (default 1)",
    )
    parser.add_argument(
        "--warmup",
        type=int,
        metavar="N",
        help="number of real but unmeasured requests to each model before the others (default: as"
        " many as open each connection)",
    )
    add_setting(parser, "timeout_s")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--save", metavar="DIR", help="save each recording as a file in this folder"
    )
    add_request_options(parser)
    add_connection_options(parser, several_models=True)


def run(args: Namespace) -> int:
    """Send the requests and print the metrics; after an interrupt, of those completed so far."""
    if args.requests < 1 or args.concurrency < 1:
        raise UsageError("-n and -c must be 1 or more")
    if args.warmup is not None and args.warmup < 0:
        raise UsageError("--warmup must be 0 or more")
    settings = load_settings(args)
    server = usable_target(settings, os.environ)
    if server.is_demo and not settings.demo:
        raise ConfigError(
            "no key: set OPENAI_API_KEY or --base-url, or use the built-in demo with --demo"
        )
    models = tuple(dict.fromkeys(args.models or [settings.model]))
    names = {model: _file_name(model) for model in models}
    if len(set(names.values())) < len(names):
        names = {model: f"{name}-{index}" for index, (model, name) in enumerate(names.items(), 1)}
    folder = _folder(args.save) if args.save else None
    prompt = os.fsencode(args.prompt).decode(errors="replace")  # lone surrogates cannot be sent
    concurrency = min(args.concurrency, args.requests * len(models))
    warmup = -(-concurrency // len(models)) if args.warmup is None else args.warmup
    bench = _Bench(settings, server, prompt, models, concurrency, keep=folder is not None)
    interrupted = asyncio.run(bench.run(args.requests, warmup))
    if folder is not None:
        _save(folder, {names[model]: recordings for model, recordings in bench.recordings.items()})
    series = {model: BenchSeries(runs) for model, runs in bench.runs.items()}
    totals = BenchTotals(bench.duration_ns, tuple(series.values()))
    if args.json:
        plan = {
            "host": server.host,
            "api": bench.api.dialect.name,
            "prompt": args.prompt,
            "requests_per_model": args.requests,
            "warmup_per_model": warmup,
            "concurrency": args.concurrency,
        }
        models_json = {model: results.as_json() for model, results in series.items()}
        print(json.dumps(plan | totals.as_json() | {"models": models_json}, indent=2))
    else:
        _print_table(series, totals)
    _report_problems(series)
    if interrupted:
        return AFTER_SIGNAL + interrupted
    return FAILED if any(results.failures for results in series.values()) else DONE


class _Bench:
    """Asks all models in turn, with a given number of concurrent requests."""

    def __init__(
        self,
        settings: Settings,
        server: Target,
        prompt: str,
        models: Sequence[str],
        concurrency: int,
        *,
        keep: bool,
    ) -> None:
        self.runs: Final[dict[str, list[BenchRun]]] = {model: [] for model in models}
        self.recordings: Final[dict[str, list[Recording]]] = {model: [] for model in models}
        self.duration_ns = 0
        """From the first measured request to the end of the last."""
        self.api: Final = ServerApi(settings, server)
        """How the server is asked."""
        self._settings = settings
        self._server = server
        self._prompt = prompt
        self._concurrency = concurrency
        self._keep = keep

    async def run(self, rounds: int, warmup: int) -> int:
        """Send all requests; returns the number of the signal that interrupted it, else 0.

        Each model is asked `rounds` times, after `warmup` times that are in no result.
        """
        # Importing these takes 0.8 s, so only where they are needed.
        from ppchat.adapters.openai.reader import OpenAIReader
        from ppchat.services.response_source import ResponseSource

        interrupts: list[int] = []
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task

        def interrupt(number: int) -> None:
            interrupts.append(number)
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, interrupt, number)
        progress, began_ns = ProgressBar(rounds * len(self.runs)), 0

        def keep_run(model: str, recording: Recording) -> None:
            self._keep_run(model, recording)
            progress.step(recording.outcome)

        try:
            async with ResponseSource(self._server, OpenAIReader()) as source:
                await self._warm_up(source, warmup)
                began_ns = time.monotonic_ns()
                await self._ask_all(source, rounds, keep_run)
        except asyncio.CancelledError:
            if not interrupts:
                raise
        finally:
            self.duration_ns = time.monotonic_ns() - began_ns if began_ns else 0
            progress.clear()
        return interrupts[0] if interrupts else 0

    async def _warm_up(self, source: ResponseSource, rounds: int) -> None:
        """Open the connections, and learn how the server is asked: again, if in another way."""
        notices: list[str] = []

        def learn(_: str, recording: Recording) -> None:
            if notice := self.api.learn(recording.summary):
                notices.append(notice)

        await self._ask_all(source, rounds, learn)
        for notice in notices:
            report(notice)
        if notices:
            await self._warm_up(source, rounds)

    async def _ask_all(
        self, source: ResponseSource, rounds: int, take: Callable[[str, Recording], None]
    ) -> None:
        """Ask each model `rounds` times, and hand over each response at its end."""
        from ppchat.services.next_request import next_request
        from ppchat.services.settings.configured_settings import configured_settings

        base_url = await source.base_url()
        queue = deque(model for _ in range(rounds) for model in self.runs)

        async def work() -> None:
            while queue:
                model = queue.popleft()
                api = self.api
                turn = configured_settings(self._settings, self._server, api.dialect, omit=api.omit)
                turn = replace(turn, model=model)
                request = next_request(self._prompt, turn, base_url=base_url, api=api)
                take(model, await self._ask(source, request.request))

        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._concurrency, len(queue))):
                group.create_task(work())

    def _keep_run(self, model: str, recording: Recording) -> None:
        outcome, ended = recording.outcome, recording.ended
        assert outcome
        problem = ended.problem if ended else None
        error = recording.response.error
        message = problem.message if problem else error.message if error else ""
        self.runs[model].append(BenchRun(outcome, metrics(recording.summary), message))
        if self._keep:
            self.recordings[model].append(recording)

    async def _ask(self, source: ResponseSource, request: Request) -> Recording:
        """The response to one request: a measurement is never retried or resumed."""
        from ppchat.services.apply_signal import apply_signal

        recording = Recording(request, datetime.now(UTC).isoformat(timespec="milliseconds"))
        timeout_s = self._settings.timeout_s
        try:
            async with asyncio.timeout(timeout_s), aclosing(source.stream(request)) as stream:
                async for signal_ in stream:
                    await apply_signal(recording, signal_)
        except TimeoutError:
            timeout = Problem("timeout", f"timed out after {timeout_s:g} s")
            recording.apply(Ended(time.monotonic_ns(), End.BROKEN, timeout))
        return recording


def _file_name(model: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", model)[:60].strip(".-") or "model"


def _folder(name: str) -> Path:
    """The folder for recordings, created if missing. Raises UsageError if it contains some."""
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.glob("*.jsonl")):
            raise UsageError(f"{name}: the folder already contains recordings")
        if not os.access(folder, os.W_OK):
            raise UsageError(f"{name}: the folder is not writable")
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from None
    return folder


def _save(folder: Path, recordings: Mapping[str, Sequence[Recording]]) -> None:
    from ppchat.adapters.recording_files import write_export

    for name, model_recordings in recordings.items():
        for number, recording in enumerate(model_recordings, 1):
            lines = dump_stream(redacted_stream(stream_from_recording(recording)))
            write_export(str(folder / f"{name}-{number:04}.jsonl"), lines, force=False)


def _print_table(series: Mapping[str, BenchSeries], totals: BenchTotals) -> None:
    rows = [[sanitize_line(cell) for cell in row] for row in bench_table(series)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, statistic, *cells in rows:
        values = (f"{cell:>{width}}" for cell, width in zip(cells, widths[2:], strict=True))
        print(f"{name:<{widths[0]}}  {statistic:<{widths[1]}}  {'  '.join(values)}".rstrip())
    print(f"\n{totals}")
    if any(results.rate_is_estimate for results in series.values()):
        print("~rate counts chunks, not tokens: the server reported no usage.")


def _report_problems(series: Mapping[str, BenchSeries]) -> None:
    for model, results in series.items():
        problem = next((run.problem for run in results.runs if run.problem), "")
        if problem:
            report(f"{model}: {problem}")
