"""A recording that is still to be read, from whatever kind of file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from ppchat.core.formats import jsonl
from ppchat.core.formats.jsonl import About, FormatError, Reader
from ppchat.core.recording.recording import Recording
from ppchat.core.security.redact import masked, masked_headers, masked_url
from ppchat.core.stream.event import event
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Signal, Started
from ppchat.core.stream.sse import Frame, Splitter

UNKNOWN: Final = Request({}, "")
"""The request of a stream of which only the answer was kept."""


@dataclass(frozen=True, slots=True)
class Tape:
    """What is known of a recording before its first event, and its signals, to be read once."""

    signals: Iterator[Signal]
    request: Request = UNKNOWN
    started_at: str = ""
    timed: bool = False
    about: About = field(default_factory=About)

    def blank(self) -> Recording:
        """The recording before its first signal."""
        return Recording(self.request, self.started_at, timed=self.timed)

    def recording(self) -> Recording:
        """The whole recording, in memory."""
        recording = self.blank()
        for signal in self.signals:
            recording.apply(signal)
        return recording

    def without_bytes(self) -> Recording:
        """The recording without its frames' bytes, for what asks of types and times only."""
        recording = self.blank()
        for signal in self.signals:
            take_without_bytes(recording, signal)
        return recording


def take_without_bytes(recording: Recording, signal: Signal) -> None:
    """Take in a signal, but of its frames only what they mean."""
    if not isinstance(signal, Arrived):
        recording.apply(signal)
        return
    for frame in signal.frames:
        recording.append(frame._replace(raw=b""), event(len(recording), frame))


def recorded_tape(recording: Recording) -> Tape:
    """A recording that is in memory, as a tape."""
    return Tape(_signals(recording), recording.request, recording.started_at, recording.timed)


def _signals(recording: Recording) -> Iterator[Signal]:
    yield Started(recording.t0_ns)
    if recording.opened:
        yield recording.opened
    for frame in recording.frames():
        yield Arrived((frame,))
    if recording.ended:
        yield recording.ended


def masked_tape(tape: Tape) -> Tape:
    """The tape without the secrets of its request and headers; its frames are as they came."""
    request = tape.request
    asked = Request(masked(dict(request.body)), masked_url(request.base_url), request.resume)
    signals = (
        replace(signal, headers=masked_headers(signal.headers))
        if isinstance(signal, Opened)
        else signal
        for signal in tape.signals
    )
    return replace(tape, request=asked, signals=signals)


def tape_lines(tape: Tape) -> Iterator[str]:
    """The tape in ppchat's own format, without ever holding all of it."""
    blank, headed = tape.blank(), False
    for signal in tape.signals:
        if isinstance(signal, Started):
            blank.apply(signal)
        if not headed:
            yield jsonl.header_line(blank, tape.about)
            headed = True
        match signal:
            case Opened():
                yield jsonl.opened_line(blank, signal)
            case Arrived(frames):
                for frame in frames:
                    yield jsonl.frame_line(blank, frame)
            case Ended():
                yield jsonl.end_line(blank, signal)


def tape_frames(tape: Tape) -> Iterator[Frame]:
    """The frames of a tape, one after the other."""
    for signal in tape.signals:
        if isinstance(signal, Arrived):
            yield from signal.frames


def jsonl_tape(lines: Iterable[bytes]) -> Tape:
    """A recording in ppchat's own format. Raises FormatError as its reader does."""
    reader, rest = Reader(), iter(lines)
    first = next((line for line in rest if line.strip()), b"")
    started = reader.feed(first)
    if reader.request is None or started is None:
        raise FormatError("not a recording: it is empty")
    signals = _read(reader, started, rest)
    return Tape(signals, reader.request, reader.started_at, reader.timed, reader.about)


def _read(reader: Reader, started: Signal, lines: Iterator[bytes]) -> Iterator[Signal]:
    yield started
    for line in lines:
        signal = reader.feed(line)
        if signal is not None:
            yield signal
        if reader.ended:
            return
    ended = reader.close()
    if ended is not None:
        yield ended


def sse_tape(chunks: Iterable[bytes], clock: Callable[[], int] | None = None) -> Tape:
    """The body of a stream as it came, without its times.

    With a clock, which counts nanoseconds, the stamps are the times at which the chunks come:
    for a stream that is still arriving.
    """
    return Tape(_split(chunks, clock or _no_time), timed=clock is not None)


def _no_time() -> int:
    return 0


def _split(chunks: Iterable[bytes], clock: Callable[[], int]) -> Iterator[Signal]:
    splitter = Splitter()
    for chunk in chunks:
        at_ns = clock()
        frames = splitter.feed(chunk)
        if frames:
            yield Arrived(tuple(Frame(raw, at_ns) for raw in frames))
    rest = splitter.flush()
    if rest:
        yield Arrived((Frame(rest, clock()),))
    yield Ended(clock(), End.EOF)


def event_line_tape(lines: Iterable[bytes]) -> Tape:
    """A stream of which the data of each event was kept, a line each, without its times."""
    return Tape(_framed(lines))


def _framed(lines: Iterable[bytes]) -> Iterator[Signal]:
    splitter = Splitter()
    for line in lines:
        data = line.rstrip(b"\r\n")
        if data:
            # A lone CR would end the field; between the tokens of JSON it is a space.
            raws = splitter.feed(b"data: " + data.replace(b"\r", b" ") + b"\n\n")
            yield Arrived(tuple(Frame(raw, 0) for raw in raws))
    yield Ended(0, End.EOF)


def cut_lines(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The lines of a file that comes in chunks; one longer than `limit` bytes is cut there."""
    pending = bytearray()
    for chunk in chunks:
        searched = len(pending)
        pending += chunk
        start = 0
        while (end := pending.find(b"\n", max(searched, start)) + 1) > 0:
            yield bytes(pending[start:end])
            start = end
        del pending[:start]
        if len(pending) > limit:
            yield bytes(pending)
            pending.clear()
    if pending:
        yield bytes(pending)
