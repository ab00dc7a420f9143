"""Prints one stream as it arrives, in each of the formats of `ppchat ask`."""

from __future__ import annotations

import platform
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

from ppchat import __version__
from ppchat.cli.ask.answer_formats import AnswerFormat, EventsFormat, SnapshotFormat, TextFormat
from ppchat.cli.ask.output import BatchedOutput, print_notice
from ppchat.cli.exit_codes import DONE, FAILED, USAGE
from ppchat.core.formats import jsonl
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import Arrived, Ended, Opened, Request, Signal, Started
from ppchat.core.view.ending import ending

_USAGE_PROBLEMS: Final = frozenset({"bad key", "bad base url", "no variable"})
"""Kinds of problems that only the user can solve, by configuring something else."""


class Printer(ABC):
    """Prints a stream as it arrives, and keeps no bytes of it."""

    def __init__(self, request: Request, output: BatchedOutput) -> None:
        started_at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.summary: Final = RecordingSummary(request, started_at)
        self._output = output
        self._code: int | None = None

    @abstractmethod
    def take(self, signal_: Signal) -> None:
        """Print the content of a signal, and apply it to the summary."""

    @abstractmethod
    def print_rest(self) -> None:
        """Print what the end leaves to be printed."""

    def conclude(self) -> int:
        """Print how the stream ended, and return the exit code; only once."""
        if self._code is None:
            self._code = self._conclude()
        return self._code

    def _conclude(self) -> int:
        self.print_rest()
        self._output.flush()
        summary = self.summary
        for item in summary.response.items:
            if refusal := item.text("refusal"):
                print_notice(f"The model declined: {refusal}")
        notice = ending(summary, retry_hint="Try again.")
        if notice:
            print_notice(notice[1])
        problem = summary.ended.problem if summary.ended else None
        if problem and problem.kind in _USAGE_PROBLEMS:
            return USAGE
        return DONE if summary.outcome is Outcome.COMPLETED else FAILED


class _AnswerPrinter(Printer):
    """Prints the answer in one of the formats of `answer_formats`."""

    def __init__(self, request: Request, output: BatchedOutput, format_: AnswerFormat) -> None:
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

    def print_rest(self) -> None:
        self._output.write(self._format.format_rest(self.summary.response))


class _LinePrinter(Printer):
    """Prints the recording itself, one line per event.

    Nothing is printed before the first event: until then, another attempt may take its place.
    """

    def __init__(self, request: Request, output: BatchedOutput) -> None:
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
                self.print_rest()
                for frame in frames:
                    self._output.write(jsonl.frame_line(summary, frame))
            case Ended():
                self._held.append(jsonl.end_line(summary, signal_))

    def print_rest(self) -> None:
        for line in self._held:
            self._output.write(line)
        self._held.clear()


def _versions() -> dict[str, str]:
    """Versions of the packages that read the stream, for the header of a recording."""
    packages = {name: version(name) for name in ("openai", "httpx2")}
    return {"ppchat": __version__, **packages, "python": platform.python_version()}


PRINTERS: Final[Mapping[str, Callable[[Request, BatchedOutput], Printer]]] = {
    "text": lambda request, output: _AnswerPrinter(request, output, TextFormat()),
    "snapshots": lambda request, output: _AnswerPrinter(request, output, SnapshotFormat()),
    "events": lambda request, output: _AnswerPrinter(request, output, EventsFormat()),
    "jsonl": _LinePrinter,
}
"""The printer of each format."""
