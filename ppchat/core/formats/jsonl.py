"""A recording as lines of JSON: its header, the response's head, a line an event, how it ended.

    {"ppchat": 1, "started_at": …, "t0_ns": …, "server": …, "request": {…}, "client": {…}}
    {"opened": {"ns": …, "status": 200, "headers": {…}}}
    {"ns": …, "frame": "event: response.created\\ndata: {…}\\n\\n"}
    {"ended": {"ns": …, "end": "eof"}}

`ns` counts nanoseconds since t0. A frame that is not UTF-8 stands in `base64` instead. The lines
are ASCII, so that no reader finds a line end or a control character inside one. A file that is
cut anywhere gives all its whole events.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeVar

from ppchat.core.recording.recording import Recording
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
from ppchat.core.stream.sse import Frame

Line = dict[str, Any]
_T = TypeVar("_T")
_BOUND: Final = 2**62
"""What a stamp stays below, so that it fits its column."""

_CONVERTERS: Final[list[Callable[[Line], Line]]] = []
"""The n-th makes of a line of version n + 1 one of version n + 2."""


def version() -> int:
    """The version of the format that is written."""
    return len(_CONVERTERS) + 1


class FormatError(ValueError):
    """A file that can't be read as a recording; its text is one line for the person."""


@dataclass(frozen=True, slots=True)
class About:
    """What a file tells of a recording beside what came."""

    client: Mapping[str, str] = field(default_factory=dict)
    """Versions of what read the stream: ppchat, openai, python."""
    title: str = ""
    keywords: tuple[str, ...] = ()
    """Words of a prompt that a server of recordings answers with this one."""


def header_line(recording: Recording, about: About | None = None) -> str:
    """The first line; can be written as soon as the request is made."""
    about = about or About()
    request = recording.request
    line: Line = {"ppchat": version()}
    if about.title:
        line["title"] = about.title
    if about.keywords:
        line["keywords"] = list(about.keywords)
    if recording.started_at:
        line["started_at"] = recording.started_at
    line |= {"t0_ns": recording.t0_ns} if recording.timed else {"timed": False}
    line |= {"server": request.base_url, "request": dict(request.body)}
    if request.resume:
        line["resume"] = list(request.resume)
    if about.client:
        line["client"] = dict(about.client)
    return _dumped(line)


def opened_line(recording: Recording, opened: Opened) -> str:
    """The line of the response's head."""
    head = {"ns": opened.at_ns - recording.t0_ns, "status": opened.status}
    return _dumped({"opened": head | {"headers": dict(opened.headers)}})


def event_line(recording: Recording, n: int) -> str:
    """The line of event `n`."""
    return frame_line(recording, recording.frame(n))


def frame_line(recording: Recording, frame: Frame) -> str:
    """The line of an event, from its frame."""
    raw, at_ns = frame
    ns = at_ns - recording.t0_ns
    try:
        return _dumped({"ns": ns, "frame": raw.decode()})
    except UnicodeDecodeError:
        return _dumped({"ns": ns, "base64": b64encode(raw).decode()})


def end_line(recording: Recording, ended: Ended) -> str:
    """The last line: how it ended."""
    line: Line = {"ns": ended.at_ns - recording.t0_ns, "end": ended.end.value}
    if ended.problem:
        told = asdict(ended.problem).items()
        keep = ("kind", "message")
        line["problem"] = {key: value for key, value in told if key in keep or value}
    return _dumped({"ended": line})


def lines(recording: Recording, about: About | None = None) -> Iterator[str]:
    """The whole recording, a line at a time, each with its newline."""
    yield header_line(recording, about)
    if recording.opened:
        yield opened_line(recording, recording.opened)
    for n in range(len(recording)):
        yield event_line(recording, n)
    if recording.ended:
        yield end_line(recording, recording.ended)


_encode: Final = json.JSONEncoder(separators=(",", ":")).encode


def _dumped(line: Line) -> str:
    return _encode(line) + "\n"


class Reader:
    """Reads a file a line at a time, as a source that gives the same signals as the network."""

    def __init__(self) -> None:
        self.request: Request | None = None
        """None until the first line was read, as the next two are empty."""
        self.started_at = ""
        self.timed = True
        self.about = About()
        self.ended = False
        self._t0_ns = 0
        self._last_ns = 0
        self._number = 0
        self._version = 0

    def feed(self, line: str | bytes) -> Signal | None:
        """What one line says; None for an empty one and for all after the end.

        Raises FormatError when the first line is no header, or one of a newer version.
        """
        self._number += 1
        if self.ended or not line.strip():
            return None
        if self._number == 1:
            return self._header(line)
        try:
            return self._read(self._converted(_a(dict, json.loads(line))))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return self._broken(f"line {self._number:,} is cut off or damaged")

    def close(self) -> Ended | None:
        """How a file ended that does not say it; None when it does."""
        return None if self.ended else self._broken("the recording breaks off")

    def recording(self) -> Recording:
        """An empty recording of what the header tells; to be called after the first line."""
        if self.request is None:
            raise FormatError("not a recording: it has no first line")
        return Recording(self.request, self.started_at, timed=self.timed)

    def _broken(self, what: str) -> Ended:
        self.ended = True
        problem = Problem("truncated", f"{what}; all whole events before it are here")
        return Ended(self._last_ns, End.BROKEN, problem)

    def _converted(self, line: Line) -> Line:
        for convert in _CONVERTERS[self._version - 1 :]:
            line = convert(line)
        return line

    def _header(self, source: str | bytes) -> Started:
        try:
            line = json.loads(source)
            self._version = line["ppchat"]
            if type(self._version) is not int or self._version < 1:
                raise FormatError("not a recording: its version is no number")
        except FormatError:
            raise
        except (ValueError, TypeError, KeyError, RecursionError):
            raise FormatError("not a recording: its first line is no header of ppchat's") from None
        if self._version > version():
            raise FormatError(
                f"made by a newer ppchat (format {self._version}, known {version()}): "
                "please update ppchat"
            )
        try:
            self._take(self._converted(line))
        except (TypeError, KeyError, ValueError):
            raise FormatError("not a recording: its header is damaged") from None
        return Started(self._t0_ns)

    def _take(self, line: Line) -> None:
        resume = line.get("resume")
        self.request = Request(
            body=_a(dict, line["request"]),
            base_url=_a(str, line["server"]),
            resume=(_a(str, resume[0]), _a(int, resume[1])) if resume else None,
        )
        self.started_at = _a(str, line.get("started_at", ""))
        self.timed = _a(bool, line.get("timed", True))
        self._t0_ns = self._last_ns = _a(int, line.get("t0_ns", 0))
        self.about = About(
            client=_texts(line.get("client", {})),
            title=_a(str, line.get("title", "")),
            keywords=tuple(_a(str, word) for word in _a(list, line.get("keywords", []))),
        )

    def _read(self, line: Line) -> Signal | None:
        if "opened" in line:
            head = line["opened"]
            status = _a(int, head["status"])
            return Opened(self._at(head), status, _texts(head["headers"]))
        if "ended" in line:
            last = line["ended"]
            problem = _problem(last["problem"]) if "problem" in last else None
            ended = Ended(self._at(last), End(last["end"]), problem)
            self.ended = True
            return ended
        if "frame" in line:
            raw = _a(str, line["frame"]).encode()
        elif "base64" in line:
            raw = b64decode(_a(str, line["base64"]), validate=True)
        else:
            return None  # a kind of line that a later version of the same format added
        return Arrived((Frame(raw, self._at(line)),))

    def _at(self, line: Line) -> int:
        self._last_ns = self._t0_ns + _a(int, line["ns"])
        return self._last_ns


def load(source: Iterable[str | bytes]) -> Recording:
    """The recording that these lines hold. Raises FormatError as `Reader.feed` does."""
    return load_described(source)[0]


def load_described(source: Iterable[str | bytes]) -> tuple[Recording, About]:
    """The recording that these lines hold, and what else they tell."""
    reader = Reader()
    recording: Recording | None = None
    for line in source:
        signal = reader.feed(line)
        if recording is None:
            recording = reader.recording()
        if signal is not None:
            recording.apply(signal)
    if recording is None:
        raise FormatError("not a recording: it is empty")
    ended = reader.close()
    if ended is not None:
        recording.apply(ended)
    return recording, reader.about


def _a(kind: type[_T], value: object) -> _T:
    if type(value) is not kind or (isinstance(value, int) and not -_BOUND < value < _BOUND):
        raise TypeError(f"{kind.__name__} expected")
    return value


def _problem(told: Line) -> Problem:
    status, wait = told.get("status"), told.get("retry_after_s")
    return Problem(
        kind=_a(str, told["kind"]),
        message=_a(str, told["message"]),
        advice=_a(str, told.get("advice", "")),
        status=None if status is None else _a(int, status),
        request_id=_a(str, told.get("request_id", "")),
        retry_after_s=None if wait is None else float(wait),
        retryable=_a(bool, told.get("retryable", False)),
    )


def _texts(value: object) -> dict[str, str]:
    return {_a(str, key): _a(str, text) for key, text in _a(dict, value).items()}
