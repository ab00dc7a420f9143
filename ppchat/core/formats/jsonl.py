"""Recordings as lines of JSON: header, response headers, one line per event, and the end.

    {"ppchat": 1, "started_at": …, "t0_ns": …, "server": …, "request": {…}, "client": {…}}
    {"opened": {"ns": …, "status": 200, "headers": {…}}}
    {"ns": …, "frame": "event: response.created\\ndata: {…}\\n\\n"}
    {"ended": {"ns": …, "end": "eof"}}

`ns` counts nanoseconds since t0. Where that is unknown, `"t0_known": false` replaces `t0_ns`, and
`ns` counts from the zero of the clock. A frame that is not UTF-8 stands in `base64` instead. The
lines are ASCII, so that none contains a line end or a control character. A file that is cut off
anywhere still yields all its complete events. Another recording may follow, from its header on.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeVar

from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.signals import (
    TRUNCATED,
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
from ppchat.core.text.json_text import parse_json

LineData = dict[str, Any]
_T = TypeVar("_T")
_BOUND: Final = 2**62
"""Exclusive limit of a time stamp, so that it fits its column."""

_HEADER: Final = re.compile(rb'\s*\{\s*"ppchat"\s*:')

_CONVERTERS: Final[list[Callable[[LineData], LineData]]] = []
"""Converter n (from 0) turns a line of format version n + 1 into one of version n + 2."""


def format_version() -> int:
    """The format version that is written."""
    return len(_CONVERTERS) + 1


class FormatError(ValueError):
    """A file cannot be read as a recording; the text is one line for the user."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says metadata a recording besides its events."""

    client: Mapping[str, str] = field(default_factory=dict)
    """Versions of the programs that received the stream: ppchat, openai, python."""
    title: str = ""
    keywords: tuple[str, ...] = ()
    """Words of a prompt for which a replay server answers with this recording."""


def is_header(line: bytes) -> bool:
    """Whether a recording begins with this line."""
    return _HEADER.match(line) is not None


def header_line(summary: RecordingSummary, metadata: Metadata | None = None) -> str:
    """The first line; can be written before the response begins."""
    metadata = metadata or Metadata()
    request = summary.request
    line: LineData = {"ppchat": format_version()}
    if metadata.title:
        line["title"] = metadata.title
    if metadata.keywords:
        line["keywords"] = list(metadata.keywords)
    if summary.started_at:
        line["started_at"] = summary.started_at
    if not summary.timed:
        line["timed"] = False
    elif summary.t0_ns:
        line["t0_ns"] = summary.t0_ns
    else:
        line["t0_known"] = False
    line |= {"server": request.base_url, "request": dict(request.body)}
    if request.resume:
        line["resume"] = list(request.resume)
    if request.commands_ns is not None:
        line["commands_ns"] = request.commands_ns
    line |= {
        name: value for name, value in (("method", request.method), ("path", request.path)) if value
    }
    if metadata.client:
        line["client"] = dict(metadata.client)
    return _dump(line)


def opened_line(summary: RecordingSummary, opened: Opened) -> str:
    """The line of the response's status and headers."""
    head = {"ns": opened.at_ns - summary.t0_ns, "status": opened.status}
    return _dump({"opened": head | {"headers": dict(opened.headers)}})


def frame_line(summary: RecordingSummary, frame: Frame) -> str:
    """The line of an event."""
    raw, at_ns = frame
    ns = at_ns - summary.t0_ns
    try:
        return _dump({"ns": ns, "frame": raw.decode()})
    except UnicodeDecodeError:
        return _dump({"ns": ns, "base64": b64encode(raw).decode()})


def end_line(summary: RecordingSummary, ended: Ended) -> str:
    """The last line: how the stream ended."""
    line: LineData = {"ns": ended.at_ns - summary.t0_ns, "end": ended.end.value}
    if ended.problem:
        fields = asdict(ended.problem).items()
        required = ("kind", "message")
        line["problem"] = {key: value for key, value in fields if key in required or value}
    return _dump({"ended": line})


_encode: Final = json.JSONEncoder(separators=(",", ":")).encode


def _dump(line: LineData) -> str:
    return _encode(line) + "\n"


class JsonlReader:
    """Parses a file line by line into the signals that the network gives."""

    def __init__(self) -> None:
        self.request: Request | None = None
        """None until the header is parsed; the other fields have their defaults until then."""
        self.started_at = ""
        self.timed = True
        self.metadata = Metadata()
        self.ended = False
        self._t0_ns = 0
        self._last_ns = 0
        self._number = 0
        self._version = 0

    def feed(self, line: str | bytes) -> Signal | None:
        """The signal of one line; None for an empty line and for any line after the end.

        Raises FormatError if the first line is not a header, or has a newer version.
        """
        self._number += 1
        if self.ended or not line.strip():
            return None
        if self._number == 1:
            return self._parse_header(line)
        try:
            return self._parse(self._convert(_typed(dict, parse_json(line))))
        except (ValueError, TypeError, KeyError, AttributeError):
            return self._cut_off(f"line {self._number:,} is cut off or damaged")

    def close(self) -> Ended | None:
        """The end of a file without an end line; None if it has one."""
        return None if self.ended else self._cut_off("the recording is cut off")

    def _cut_off(self, what: str) -> Ended:
        self.ended = True
        problem = Problem(TRUNCATED, f"{what}; all complete events before that were read")
        return Ended(self._last_ns, End.BROKEN, problem)

    def _convert(self, line: LineData) -> LineData:
        for convert in _CONVERTERS[self._version - 1 :]:
            line = convert(line)
        return line

    def _parse_header(self, source: str | bytes) -> Started:
        try:
            line = parse_json(source)
            self._version = line["ppchat"]
            if type(self._version) is not int or self._version < 1:
                raise FormatError("not a recording: its version is not a number")
        except FormatError:
            raise
        except (ValueError, TypeError, KeyError):
            raise FormatError("not a recording: the first line is not a ppchat header") from None
        if self._version > format_version():
            raise FormatError(
                f"written by a newer ppchat (format {self._version}, newest known "
                f"{format_version()}): please update ppchat"
            )
        try:
            self._apply_header(self._convert(line))
        except (TypeError, KeyError, ValueError):
            raise FormatError("not a recording: damaged header") from None
        return Started(self._t0_ns)

    def _apply_header(self, line: LineData) -> None:
        resume, commands_ns = line.get("resume"), line.get("commands_ns")
        self.request = Request(
            body=_typed(dict, line["request"]),
            base_url=_typed(str, line["server"]),
            resume=(_typed(str, resume[0]), _typed(int, resume[1])) if resume else None,
            method=_typed(str, line.get("method", "")),
            path=_typed(str, line.get("path", "")),
            commands_ns=None if commands_ns is None else _typed(int, commands_ns),
        )
        self.started_at = _typed(str, line.get("started_at", ""))
        self.timed = _typed(bool, line.get("timed", True))
        self._t0_ns = self._last_ns = _typed(int, line.get("t0_ns", 0))
        self.metadata = Metadata(
            client=_texts(line.get("client", {})),
            title=_typed(str, line.get("title", "")),
            keywords=tuple(_typed(str, word) for word in _typed(list, line.get("keywords", []))),
        )

    def _parse(self, line: LineData) -> Signal | None:
        if "opened" in line:
            head = line["opened"]
            status = _typed(int, head["status"])
            return Opened(self._stamp_ns(head), status, _texts(head["headers"]))
        if "ended" in line:
            last = line["ended"]
            problem = _problem(last["problem"]) if "problem" in last else None
            ended = Ended(self._stamp_ns(last), End(last["end"]), problem)
            self.ended = True
            return ended
        if "frame" in line:
            raw = _typed(str, line["frame"]).encode()
        elif "base64" in line:
            raw = b64decode(_typed(str, line["base64"]), validate=True)
        else:
            return None  # a kind of line that a later ppchat added without a new format version
        return Arrived((Frame(raw, self._stamp_ns(line)),))

    def _stamp_ns(self, line: LineData) -> int:
        self._last_ns = self._t0_ns + _typed(int, line["ns"])
        return self._last_ns


def _typed(expected: type[_T], value: object) -> _T:
    """`value`, if it is of the expected type and in range; else raises TypeError."""
    if type(value) is not expected or (isinstance(value, int) and not -_BOUND < value < _BOUND):
        raise TypeError(f"{expected.__name__} expected")
    return value


def _problem(fields: LineData) -> Problem:
    status, retry_after_s = fields.get("status"), fields.get("retry_after_s")
    return Problem(
        kind=_typed(str, fields["kind"]),
        message=_typed(str, fields["message"]),
        advice=_typed(str, fields.get("advice", "")),
        status=None if status is None else _typed(int, status),
        request_id=_typed(str, fields.get("request_id", "")),
        retry_after_s=None if retry_after_s is None else float(retry_after_s),
        retryable=_typed(bool, fields.get("retryable", False)),
    )


def _texts(value: object) -> dict[str, str]:
    return {_typed(str, key): _typed(str, text) for key, text in _typed(dict, value).items()}
