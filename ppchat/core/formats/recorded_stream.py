"""A recording that is still to be read, from a file of any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from ppchat.core.formats import jsonl
from ppchat.core.formats.chunks import Chunk
from ppchat.core.formats.jsonl import FormatError, JsonlReader, Metadata, is_header
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.security.redact import redact_headers, redact_json, redact_url
from ppchat.core.stream.foreign import describe_body, foreign_problem
from ppchat.core.stream.json_lines import LineSplitter
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Signal, Started
from ppchat.core.stream.sse import Frame, FrameSplitter

UNKNOWN_REQUEST: Final = Request({}, "")
"""The request of a stream of which only the answer was kept."""


@dataclass(frozen=True, slots=True)
class RecordedStream:
    """A recording as known before its first event, and its signals, which can be read once."""

    signals: Iterator[Signal]
    request: Request = UNKNOWN_REQUEST
    started_at: str = ""
    timed: bool = False
    metadata: Metadata = field(default_factory=Metadata)
    is_live: bool = False
    """Whether its bytes still arrive."""
    untimed: str = ""
    """Why its events have no times, where that is known."""
    variant: str = ""
    """The variant of its dialect in which it is to be read."""

    def empty_recording(self) -> Recording:
        """An empty recording, as before the first signal."""
        return Recording(self.request, self.started_at, timed=self.timed, variant=self.variant)

    def recording(self) -> Recording:
        """The complete recording, in memory."""
        recording = self.empty_recording()
        for signal in self.signals:
            recording.apply(signal)
        return recording

    def empty_summary(self) -> RecordingSummary:
        """An empty summary, as before the first signal."""
        return RecordingSummary(
            self.request, self.started_at, timed=self.timed, variant=self.variant
        )

    def summary(self) -> RecordingSummary:
        """The complete summary, where the bytes do not matter; it needs less memory."""
        summary = self.empty_summary()
        for signal in self.signals:
            summary.apply(signal)
        return summary


def stream_from_recording(recording: Recording) -> RecordedStream:
    """The stream of a recording that is in memory."""
    return RecordedStream(
        _signals(recording), recording.request, recording.started_at, recording.timed
    )


def _signals(recording: Recording) -> Iterator[Signal]:
    yield Started(recording.t0_ns)
    if recording.opened:
        yield recording.opened
    for frame in recording.frames():
        yield Arrived((frame,))
    if recording.ended:
        yield recording.ended


def redacted_stream(stream: RecordedStream) -> RecordedStream:
    """The stream with the secrets of its request and headers replaced; frames are unchanged."""
    request = stream.request
    redacted_request = replace(
        request,
        body=redact_json(dict(request.body)),
        base_url=redact_url(request.base_url),
        path=redact_url(request.path),
    )
    signals = (
        replace(signal, headers=redact_headers(signal.headers))
        if isinstance(signal, Opened)
        else signal
        for signal in stream.signals
    )
    return replace(stream, request=redacted_request, signals=signals)


def dump_stream(stream: RecordedStream) -> Iterator[str]:
    """The lines of the stream in ppchat's own format, produced as it is read."""
    header, has_header = stream.empty_summary(), False
    for signal in stream.signals:
        if isinstance(signal, Started):
            header.apply(signal)
        if not has_header:
            yield jsonl.header_line(header, stream.metadata)
            has_header = True
        match signal:
            case Opened():
                yield jsonl.opened_line(header, signal)
            case Arrived(frames):
                for frame in frames:
                    yield jsonl.frame_line(header, frame)
            case Ended():
                yield jsonl.end_line(header, signal)


def stream_frames(stream: RecordedStream) -> Iterator[Frame]:
    """The frames of a stream, in order."""
    for signal in stream.signals:
        if isinstance(signal, Arrived):
            yield from signal.frames


def stream_from_jsonl(lines: Iterable[bytes]) -> RecordedStream:
    """The first stream of a file in ppchat's own format.

    Raises FormatError as `JsonlReader` does.
    """
    return next(streams_from_jsonl(lines))


def streams_from_jsonl(lines: Iterable[bytes]) -> Iterator[RecordedStream]:
    """The streams of a file in ppchat's own format, in which one may follow another.

    Each is read before the next: into memory if its signals were not taken until then. Raises
    FormatError as `JsonlReader` does.
    """
    rest = _Lines(lines)
    first = next((line for line in rest if line.strip()), b"")
    while True:
        stream = _stream_from_lines(first, rest)
        unread = _Signals(stream.signals)
        yield replace(stream, signals=unread)
        unread.read_ahead()
        following = next((line for line in rest if is_header(line)), None)
        if following is None:
            return
        first = following


class _Lines:
    """Lines of which a recording takes those before the header of the next."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._next: bytes | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        line, self._next = self._next, None
        return next(self._lines) if line is None else line

    def put_back(self, line: bytes) -> None:
        """Make a line the next one again."""
        self._next = line


class _Signals:
    """Signals that are read as they are taken, or ahead into memory."""

    def __init__(self, signals: Iterator[Signal]) -> None:
        self._signals = signals

    def __iter__(self) -> Iterator[Signal]:
        return self

    def __next__(self) -> Signal:
        return next(self._signals)

    def read_ahead(self) -> None:
        """Read all that are left."""
        self._signals = iter(list(self._signals))


def _stream_from_lines(header: bytes, lines: _Lines) -> RecordedStream:
    reader = JsonlReader()
    started = reader.feed(header)
    if reader.request is None or started is None:
        raise FormatError("not a recording: the input is empty")
    signals = _read_signals(reader, started, lines)
    return RecordedStream(signals, reader.request, reader.started_at, reader.timed, reader.metadata)


def _read_signals(reader: JsonlReader, started: Signal, lines: _Lines) -> Iterator[Signal]:
    yield started
    for line in lines:
        if is_header(line):
            lines.put_back(line)
            break
        signal = reader.feed(line)
        if signal is not None:
            yield signal
        if reader.ended:
            return
    ended = reader.close()
    if ended is not None:
        yield ended


def stream_from_sse(chunks: Iterable[Chunk], *, timed: bool = False) -> RecordedStream:
    """The stream of a raw event-stream body; t0 is unknown."""
    return RecordedStream(body_signals(chunks, FrameSplitter()), timed=timed)


def body_signals(
    chunks: Iterable[Chunk], splitter: FrameSplitter | LineSplitter
) -> Iterator[Signal]:
    """The signals of a body as `splitter` reads it, with the times of its chunks."""
    at_ns = 0
    for at_ns, data in chunks:
        if frames := splitter.feed(data):
            yield Arrived(tuple(Frame(raw, at_ns) for raw in frames))
    if rest := splitter.flush():
        yield Arrived((Frame(rest, at_ns),))
    yield Ended(at_ns, End.EOF)


def stream_from_event_lines(chunks: Iterable[Chunk], *, timed: bool = False) -> RecordedStream:
    """The stream of a body with the data of one event per line; t0 is unknown."""
    return RecordedStream(body_signals(chunks, LineSplitter()), timed=timed)


def foreign_stream(head: bytes) -> RecordedStream:
    """A stream without events that says what the file is that begins with `head`."""
    problem = foreign_problem(describe_body(head))
    return RecordedStream(iter([Ended(0, End.REFUSED, problem)]))
