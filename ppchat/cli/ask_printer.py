"""The headless front end: one answer to stdout, everything else to stderr."""

from __future__ import annotations

import asyncio
import os
import platform
import signal
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, BinaryIO, Final

from ppchat import __version__
from ppchat.adapters.config import Target
from ppchat.cli.answer_formats import AnswerFormat, EventsFormat, SnapshotFormat, TextFormat
from ppchat.cli.exit_codes import AFTER_SIGNAL, DONE, FAILED, PIPE_CLOSED, TIMED_OUT, USAGE
from ppchat.core.dialects.responses.event_types import TEXT_DELTA
from ppchat.core.formats import jsonl
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.security.sanitize import sanitize
from ppchat.core.stream.event import parse_event
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


@dataclass(frozen=True, slots=True)
class AskOptions:
    """What to ask which server, and how to print the answer."""

    body: Mapping[str, Any]
    target: Target
    format: str = "text"
    timeout_s: float | None = None


def print_answer(options: AskOptions) -> int:
    """Send the request, print the answer, and return the exit code."""
    output = _Output(sys.stdout.buffer)
    code = asyncio.run(_ask(options, output))
    if output.failure is None:
        return code
    # The rest of the buffer must not be written again when the interpreter exits.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
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
    printer: _Printer | None = None
    code, ended = DONE, None
    try:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(asyncio.timeout(options.timeout_s))
            target = options.target
            base_url = await start_demo(stack) if target.is_demo else target.base_url
            printer = _PRINTERS[options.format](Request(options.body, base_url), output)
            await _read(printer, target)
    except TimeoutError:
        code = TIMED_OUT
        why = f"timed out after {options.timeout_s:g} s"
        advice = "--timeout sets how long to wait."
        ended = Ended(time.monotonic_ns(), End.BROKEN, Problem("timeout", why, advice))
    except asyncio.CancelledError:
        code = AFTER_SIGNAL + interrupts[0] if interrupts else FAILED
        ended = Ended(time.monotonic_ns(), End.STOPPED)
    if printer is None or output.failure:
        return code
    if ended:
        printer.take(ended)
    outcome_code = printer.conclude()
    return outcome_code and (code or outcome_code)


async def _read(printer: _Printer, target: Target) -> None:
    # Importing these takes 0.8 s, so only where they are needed.
    from ppchat.adapters.gc_tuning import freeze_libraries
    from ppchat.adapters.openai.reader import OpenAIReader

    freeze_libraries()
    request, key = printer.recording.request, target.key
    async with OpenAIReader() as reader, aclosing(reader.stream(request, key)) as stream:
        async for signal_ in stream:
            printer.take(signal_)


async def start_demo(stack: AsyncExitStack) -> str:
    """Start the built-in demo and return its base URL."""
    from ppchat.adapters.processes.demo import DemoProcess

    server = await stack.enter_async_context(await DemoProcess.start())
    return server.base_url


class _Output:
    """Writes to stdout in batches, as soon as no more input is ready to be read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._pending: list[str] = []
        self.is_terminal = file.isatty()
        self.failure: OSError | None = None
        """Why nothing more can be written: a closed pipe, a full disk."""
        self.on_failure: Callable[[], object] = lambda: None

    def write(self, text: str) -> None:
        """Queue text: sanitized for a terminal, unchanged for a pipe or a file."""
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
            self._file.write(
                (sanitize(text) if self.is_terminal else text).encode(errors="replace")
            )
            self._file.flush()
        except OSError as error:
            self.failure = error
            self.on_failure()


class _Printer(ABC):
    """Prints a stream as it arrives."""

    def __init__(self, request: Request, output: _Output) -> None:
        self.recording = Recording(request, datetime.now(UTC).isoformat(timespec="milliseconds"))
        self._output = output

    @abstractmethod
    def take(self, signal_: Signal) -> None:
        """Print the content of a signal."""

    def conclude(self) -> int:
        """Print how the stream ended, and return the exit code."""
        self._output.flush()
        recording = self.recording
        for item in recording.response.items:
            if refusal := item.text("refusal"):
                _print_notice(f"The model declined: {refusal}")
        notice = ending(recording, retry_hint="Try again.")
        if notice:
            _print_notice(notice[1])
        problem = recording.ended.problem if recording.ended else None
        if problem and problem.kind in ("bad key", "bad base url"):
            return USAGE
        return DONE if recording.outcome is Outcome.COMPLETED else FAILED


class _AnswerPrinter(_Printer):
    """Prints the answer in one of the formats of `answer_formats`.

    Its recording leaves out the text deltas, which have been printed.
    """

    def __init__(self, request: Request, output: _Output, format_: AnswerFormat) -> None:
        super().__init__(request, output)
        self._format = format_
        self._count = 0

    def take(self, signal_: Signal) -> None:
        if not isinstance(signal_, Arrived):
            self.recording.apply(signal_)
            return
        for frame in signal_.frames:
            event = parse_event(self._count, frame)
            self._count += 1
            self._output.write(self._format.format_event(event))
            if event.type != TEXT_DELTA or event.fault:
                self.recording.append(frame, event)

    def conclude(self) -> int:
        response = self.recording.response
        self._output.write(self._format.format_rest(response))
        if isinstance(self._format, TextFormat) and self._format.contradicts(response):
            _print_notice(
                "The final text differs from the streamed text; `--format jsonl` has both."
            )
        return super().conclude()


class _LinePrinter(_Printer):
    """Prints the recording itself, one line per event."""

    def take(self, signal_: Signal) -> None:
        recording, write = self.recording, self._output.write
        first = len(recording)
        recording.apply(signal_)
        match signal_:
            case Started():
                write(jsonl.header_line(recording, jsonl.Metadata(client=_versions())))
            case Opened():
                write(jsonl.opened_line(recording, signal_))
            case Arrived():
                for n in range(first, len(recording)):
                    write(jsonl.event_line(recording, n))
            case Ended():
                write(jsonl.end_line(recording, signal_))


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
FORMATS: Final = tuple(_PRINTERS)


def _print_notice(text: str) -> None:
    with suppress(OSError):
        print(f"ppchat: {sanitize(text)}", file=sys.stderr)
