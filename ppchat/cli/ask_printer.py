"""The headless front end: one answer to stdout, everything else to stderr."""

from __future__ import annotations

import asyncio
import platform
import signal
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final, TextIO

from ppchat import __version__
from ppchat.adapters.config import Settings, Target
from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.cli.answer_formats import AnswerFormat, EventsFormat, SnapshotFormat, TextFormat
from ppchat.cli.exit_codes import AFTER_SIGNAL, DONE, FAILED, PIPE_CLOSED, TIMED_OUT, USAGE
from ppchat.cli.standard_streams import discard_stdout
from ppchat.core.formats import jsonl
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.security.sanitize import sanitize
from ppchat.core.stream.signals import (
    Arrived,
    End,
    Ended,
    Opened,
    Problem,
    Request,
    Signal,
    Started,
)
from ppchat.core.view.ending import ending
from ppchat.services.attempts import Adapted, run_attempts
from ppchat.services.next_request import next_request
from ppchat.services.response_source import ResponseSource, Waiting
from ppchat.services.server_api import ServerApi


@dataclass(frozen=True, slots=True)
class AskOptions:
    """What to ask which server, and how to print the answer."""

    prompt: str
    settings: Settings
    target: Target
    format: str = "text"
    retry: bool = True
    """Whether a request that the server refuses for now is sent again."""


def print_answer(options: AskOptions) -> int:
    """Send the request, print the answer, and return the exit code."""
    output = _Output(sys.stdout)
    code = asyncio.run(_ask(options, output))
    if output.failure is None:
        return code
    discard_stdout()
    if isinstance(output.failure, BrokenPipeError):  # the reader of the pipe has seen enough
        return PIPE_CLOSED
    _print_notice(f"Stopped: the answer can't be written: {output.failure.strerror}")
    return FAILED


async def _ask(options: AskOptions, output: _Output) -> int:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task
    interrupts: list[signal.Signals] = []

    def interrupt(number: signal.Signals) -> None:
        interrupts.append(number)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt, number)
    output.on_failure = task.cancel
    answer = _Answer(options, output)
    code, timeout_s = DONE, options.settings.timeout_s
    try:
        async with ResponseSource(options.target, OpenAIReader()) as source:
            async with asyncio.timeout(timeout_s):
                await answer.read(source)
    except TimeoutError:
        code = TIMED_OUT
        advice = "--timeout sets how long to wait."
        problem = Problem("timeout", f"timed out after {timeout_s:g} s", advice)
        answer.cut_off(Ended(time.monotonic_ns(), End.BROKEN, problem))
    except asyncio.CancelledError:
        code = AFTER_SIGNAL + interrupts[0] if interrupts else FAILED
        answer.cut_off(Ended(time.monotonic_ns(), End.STOPPED))
    if answer.printer is None or output.failure:
        return code
    outcome_code = answer.printer.conclude()
    return outcome_code and (code or outcome_code)


class _Answer:
    """The answer to one prompt: each attempt to get it has a printer of its own."""

    def __init__(self, options: AskOptions, output: _Output) -> None:
        self.printer: _Printer | None = None
        """The printer of the last attempt; None before the first."""
        self._options = options
        self._output = output

    async def read(self, source: ResponseSource) -> None:
        """Print the answer as it arrives, and each pause on stderr."""
        options, api = self._options, ServerApi(self._options.settings, self._options.target)
        base_url = await source.base_url()

        async def begin() -> _Printer:
            request = next_request(
                options.settings,
                options.prompt,
                model=options.settings.model,
                base_url=base_url,
                api=api,
            ).request
            self.printer = _PRINTERS[options.format](request, self._output)
            return self.printer

        async def apply(printer: _Printer, signal_: Signal) -> None:
            printer.take(signal_)

        steps = run_attempts(source, begin, apply, learn=api.learn, retry=options.retry)
        async with aclosing(steps):
            async for step in steps:
                if isinstance(step, Waiting):
                    _print_wait(step)
                elif isinstance(step, Adapted):
                    _print_notice(step.notice)

    def cut_off(self, ended: Ended) -> None:
        """End the answer from this side."""
        if self.printer is None or self._output.failure:
            return
        if self.printer.summary.ended is None:
            self.printer.take(ended)
        elif ended.problem:  # while waiting for a retry
            _print_notice(f"{ended.problem.message}\n{ended.problem.advice}")


def _print_wait(waiting: Waiting) -> None:
    problem = waiting.cause.problem
    if waiting.cause.end is End.REFUSED:
        reason, action = problem.message if problem else "refused", "trying again"
    else:
        reason, action = problem.message if problem else "the stream broke off", "resuming"
    _print_notice(f"{reason}: {action} in {waiting.wait_s:.3g} s")


class _Output:
    """Writes to stdout in batches, as soon as no more input is ready to be read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._pending: list[str] = []
        self.failure: OSError | None = None
        """Why nothing more can be written: a closed pipe, a full disk."""
        self.on_failure: Callable[[], object] = lambda: None

    def write(self, text: str) -> None:
        """Queue text: in the encoding of a terminal, in UTF-8 for a pipe or a file."""
        if not text:
            return
        if not self._pending:
            asyncio.get_running_loop().call_soon(self.flush)
        self._pending.append(text)

    def flush(self) -> None:
        """Write the queued text now."""
        text = "".join(self._pending)
        self._pending.clear()
        if not text or self.failure:
            return
        try:
            if self._file.isatty():
                self._file.write(text)
            else:
                self._file.buffer.write(text.encode(errors="replace"))
            self._file.flush()
        except OSError as error:
            self.failure = error
            self.on_failure()


class _Printer(ABC):
    """Prints a stream as it arrives, and keeps no bytes of it."""

    def __init__(self, request: Request, output: _Output) -> None:
        started_at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.summary: Final = RecordingSummary(request, started_at)
        self._output = output

    @abstractmethod
    def take(self, signal_: Signal) -> None:
        """Print the content of a signal, and apply it to the summary."""

    def conclude(self) -> int:
        """Print how the stream ended, and return the exit code."""
        self._output.flush()
        summary = self.summary
        for item in summary.response.items:
            if refusal := item.text("refusal"):
                _print_notice(f"The model declined: {refusal}")
        notice = ending(summary, retry_hint="Try again.")
        if notice:
            _print_notice(notice[1])
        problem = summary.ended.problem if summary.ended else None
        if problem and problem.kind in ("bad key", "bad base url"):
            return USAGE
        return DONE if summary.outcome is Outcome.COMPLETED else FAILED


class _AnswerPrinter(_Printer):
    """Prints the answer in one of the formats of `answer_formats`."""

    def __init__(self, request: Request, output: _Output, format_: AnswerFormat) -> None:
        super().__init__(request, output)
        self._format = format_

    def take(self, signal_: Signal) -> None:
        summary = self.summary
        if not isinstance(signal_, Arrived):
            summary.apply(signal_)
            return
        for frame in signal_.frames:
            event = summary.parse(frame)
            self._output.write(self._format.format_event(event, summary.dialect))
            summary.append(event)

    def conclude(self) -> int:
        self._output.write(self._format.format_rest(self.summary.response))
        return super().conclude()


class _LinePrinter(_Printer):
    """Prints the recording itself, one line per event.

    Nothing is printed before the first event: until then, another attempt may take its place.
    """

    def __init__(self, request: Request, output: _Output) -> None:
        super().__init__(request, output)
        self._held: list[str] = []
        self._versions = _versions()  # reads files, which must not delay the request

    def take(self, signal_: Signal) -> None:
        summary = self.summary
        summary.apply(signal_)
        match signal_:
            case Started():
                self._held.append(jsonl.header_line(summary, jsonl.Metadata(client=self._versions)))
            case Opened():
                self._held.append(jsonl.opened_line(summary, signal_))
            case Arrived(frames):
                self._release()
                for frame in frames:
                    self._output.write(jsonl.frame_line(summary, frame))
            case Ended():
                self._held.append(jsonl.end_line(summary, signal_))

    def conclude(self) -> int:
        self._release()
        return super().conclude()

    def _release(self) -> None:
        for line in self._held:
            self._output.write(line)
        self._held.clear()


def _versions() -> dict[str, str]:
    """Versions of the packages that read the stream, for the header of a recording."""
    packages = {name: version(name) for name in ("openai", "httpx2")}
    return {"ppchat": __version__, **packages, "python": platform.python_version()}


_PRINTERS: Final[Mapping[str, Callable[[Request, _Output], _Printer]]] = {
    "text": lambda request, output: _AnswerPrinter(request, output, TextFormat()),
    "snapshots": lambda request, output: _AnswerPrinter(request, output, SnapshotFormat()),
    "events": lambda request, output: _AnswerPrinter(request, output, EventsFormat()),
    "jsonl": _LinePrinter,
}


def _print_notice(text: str) -> None:
    with suppress(OSError):
        print(f"ppchat: {sanitize(text)}", file=sys.stderr)
