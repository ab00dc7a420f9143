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
from ppchat.cli.answer_formats import EventsFormat, Format, SnapshotFormat, TextFormat
from ppchat.core.dialects.responses.event_types import TEXT_DELTA
from ppchat.core.formats import jsonl
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.security.sanitize import safe
from ppchat.core.stream.event import event
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

DONE, FAILED, USAGE, TIMED_OUT, AFTER_SIGNAL = 0, 1, 2, 124, 128
"""Exit codes; the last is added to a signal's number."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask, whom, and how to print the answer."""

    body: Mapping[str, Any]
    target: Target
    format: str = "text"
    timeout_s: float | None = None


def run(question: Question) -> int:
    """Ask, print, and give the exit code."""
    output = _Output(sys.stdout.buffer)
    code = asyncio.run(_ask(question, output))
    if output.failure is None:
        return code
    # What is left in the buffer must not be tried again when the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(output.failure, BrokenPipeError):  # whoever read it has what they wanted
        return AFTER_SIGNAL + signal.SIGPIPE
    _say(f"Stopped: the answer can't be written: {output.failure.strerror}")
    return FAILED


async def _ask(question: Question, output: _Output) -> int:
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
    code, cut = DONE, None
    try:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(asyncio.timeout(question.timeout_s))
            target = question.target
            base_url = await demo(stack) if target.is_demo else target.base_url
            printer = _PRINTERS[question.format](Request(question.body, base_url), output)
            await _read(printer, target)
    except TimeoutError:
        code = TIMED_OUT
        why = f"timed out after {question.timeout_s:g} s"
        advice = "--timeout sets how long to wait."
        cut = Ended(time.monotonic_ns(), End.BROKEN, Problem("timeout", why, advice))
    except asyncio.CancelledError:
        code = AFTER_SIGNAL + interrupts[0] if interrupts else FAILED
        cut = Ended(time.monotonic_ns(), End.STOPPED)
    if printer is None or output.failure:
        return code
    if cut:
        printer.take(cut)
    concluded = printer.conclude()
    return concluded and (code or concluded)


async def _read(printer: _Printer, target: Target) -> None:
    # This takes 0.8 s: only here, where it is needed.
    from ppchat.adapters.openai.client import quiet_collector
    from ppchat.adapters.openai.reader import Reader

    quiet_collector()
    request, key = printer.recording.request, target.key
    async with Reader() as reader, aclosing(reader.stream(request, key)) as stream:
        async for signal_ in stream:
            printer.take(signal_)


async def demo(stack: AsyncExitStack) -> str:
    """Start the built-in demo, and give its base URL."""
    from ppchat.adapters.processes.demo import DemoProcess

    server = await stack.enter_async_context(await DemoProcess.start())
    return server.base_url


class _Output:
    """Writes to stdout what has come once nothing more is there to be read at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._waiting: list[str] = []
        self.is_terminal = file.isatty()
        self.failure: OSError | None = None
        """Why nothing more can be written: the reader of a pipe went away, a disk is full."""
        self.on_failure: Callable[[], object] = lambda: None

    def write(self, text: str) -> None:
        """Print text, made safe for a terminal, as it is for a pipe or a file."""
        if not text:
            return
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self.flush)
        self._waiting.append(text)

    def flush(self) -> None:
        """Print at once."""
        text = "".join(self._waiting)
        self._waiting.clear()
        if not text or self.failure:
            return
        try:
            self._file.write((safe(text) if self.is_terminal else text).encode(errors="replace"))
            self._file.flush()
        except OSError as error:
            self.failure = error
            self.on_failure()


class _Printer(ABC):
    """Prints a stream as it comes."""

    def __init__(self, request: Request, output: _Output) -> None:
        self.recording = Recording(request, datetime.now(UTC).isoformat(timespec="milliseconds"))
        self._output = output

    @abstractmethod
    def take(self, signal_: Signal) -> None:
        """Print what a signal brings."""

    def conclude(self) -> int:
        """Say how it ended, and give the exit code."""
        self._output.flush()
        recording = self.recording
        for item in recording.turn.items:
            if declined := item.text("refusal"):
                _say(f"The model declined: {declined}")
        told = ending(recording, again="Try again.")
        if told:
            _say(told[1])
        problem = recording.ended.problem if recording.ended else None
        if problem and problem.kind in ("bad key", "bad base url"):
            return USAGE
        return DONE if recording.verdict is Verdict.COMPLETED else FAILED


class _AnswerPrinter(_Printer):
    """Prints in one of the formats of `ask_format`.

    Its recording is without the text's deltas, which are printed and gone.
    """

    def __init__(self, request: Request, output: _Output, format_: Format) -> None:
        super().__init__(request, output)
        self._format = format_
        self._count = 0

    def take(self, signal_: Signal) -> None:
        if not isinstance(signal_, Arrived):
            self.recording.apply(signal_)
            return
        for frame in signal_.frames:
            found = event(self._count, frame)
            self._count += 1
            self._output.write(self._format.add(found))
            if found.type != TEXT_DELTA or found.fault:
                self.recording.append(frame, found)

    def conclude(self) -> int:
        turn = self.recording.turn
        self._output.write(self._format.rest(turn))
        if isinstance(self._format, TextFormat) and self._format.contradicts(turn):
            _say("The final text is not the one that was streamed; `--format jsonl` has both.")
        return super().conclude()


class _LinePrinter(_Printer):
    """Prints the recording itself, a line an event."""

    def take(self, signal_: Signal) -> None:
        recording, write = self.recording, self._output.write
        before = len(recording)
        recording.apply(signal_)
        match signal_:
            case Started():
                write(jsonl.header_line(recording, jsonl.About(client=_versions())))
            case Opened():
                write(jsonl.opened_line(recording, signal_))
            case Arrived():
                for n in range(before, len(recording)):
                    write(jsonl.event_line(recording, n))
            case Ended():
                write(jsonl.end_line(recording, signal_))


def _versions() -> dict[str, str]:
    """What reads the stream, for the header of a recording."""
    reads = {name: version(name) for name in ("openai", "httpx2")}
    return {"ppchat": __version__, **reads, "python": platform.python_version()}


_PRINTERS: Final[Mapping[str, Callable[[Request, _Output], _Printer]]] = {
    "text": lambda request, output: _AnswerPrinter(request, output, TextFormat()),
    "snapshots": lambda request, output: _AnswerPrinter(request, output, SnapshotFormat()),
    "events": lambda request, output: _AnswerPrinter(request, output, EventsFormat()),
    "jsonl": _LinePrinter,
}
FORMATS: Final = tuple(_PRINTERS)


def _say(text: str) -> None:
    with suppress(OSError):
        print(f"ppchat: {safe(text)}", file=sys.stderr)
