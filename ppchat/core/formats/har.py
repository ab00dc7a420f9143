"""HTTP archives (HAR 1.2) ↔ recordings."""

from __future__ import annotations

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl

from ppchat.core.formats.http_exchange import (
    ARCHIVE_HOLDS,
    RecordedExchange,
    opened_signal,
    parse_request,
    split_body,
    stream_from_exchange,
)
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import RecordedStream
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.json_lines import MEDIA_TYPES, lines_of_frames
from ppchat.core.stream.signals import TRUNCATED, Arrived, End, Ended, Signal, Started
from ppchat.core.stream.sniff import EVENT_STREAM, media_type
from ppchat.core.stream.sse import Frame, parse_fields
from ppchat.core.text.json_fields import mapping, mappings, string

_MS: Final = 1_000_000
_LEFT_OUT: Final = re.compile(
    rf"truncat|cut off|not (?:included|available|captured)|omitted|too large|^{ARCHIVE_HOLDS}",
    re.IGNORECASE,
)
"""What a comment on a body says that is missing, or not whole."""
_UNKNOWN_SERVER: Final = "http://unknown.invalid"
"""Stands for an unknown server: the format requires an address."""


def archive_streams(archive: Mapping[str, Any]) -> Iterator[RecordedStream]:
    """The event streams of an archive. Raises FormatError if it is not an archive."""
    entries = mapping(archive, "log").get("entries")
    if not isinstance(entries, list):
        raise FormatError("not an HTTP archive: no entries")
    for entry in entries:
        if isinstance(entry, dict):
            stream = _stream(entry)
            if stream is not None:
                yield stream


def _stream(entry: Mapping[str, Any]) -> RecordedStream | None:
    request, response = mapping(entry, "request"), mapping(entry, "response")
    content, timings = mapping(response, "content"), mapping(entry, "timings")
    headers = {string(h, "name").lower(): string(h, "value") for h in mappings(response, "headers")}
    status = response.get("status")
    setup_ns = _phases_ns(timings, "send", "wait")
    exchange = RecordedExchange(
        string(request, "url"),
        status if type(status) is int and status >= 0 else 200,
        _with_content_type(headers, string(content, "mimeType")),
        _body(content),
        method=string(request, "method") or "POST",
        request_body=string(mapping(request, "postData"), "text"),
        started_at=string(entry, "startedDateTime"),
        setup_ns=setup_ns,
        end_ns=setup_ns + _phases_ns(timings, "receive"),
        error=string(response, "_error"),
        incomplete=_incomplete(content),
        untimed="an HTTP archive keeps them only of the messages of an EventSource, not of a fetch",
    )
    messages = mappings(entry, "_eventSourceMessages")
    return _stream_from_messages(entry, exchange, messages) or stream_from_exchange(exchange)


def _with_content_type(headers: Mapping[str, str], mime_type: str) -> Mapping[str, str]:
    """The headers with the type that says more: tools put a placeholder into one of the two."""
    is_stream = media_type(mime_type) in (EVENT_STREAM, *MEDIA_TYPES)
    if is_stream or (mime_type and "content-type" not in headers):
        return {**headers, "content-type": mime_type}
    return headers


def _incomplete(content: Mapping[str, Any]) -> str:
    """Why the archive does not hold the whole body; empty if nothing says that it does not."""
    file, comment = string(content, "_file"), string(content, "comment")
    if file and not string(content, "text"):
        return f"they are in another file, {file}"
    return comment if _LEFT_OUT.search(comment) else ""


def _stream_from_messages(
    entry: Mapping[str, Any], exchange: RecordedExchange, messages: list[Mapping[str, Any]]
) -> RecordedStream | None:
    """The stream of a browser's event messages, with their times where all have one."""
    if not messages:
        return None
    start_ns = _epoch_ns(exchange.started_at)
    if not all(_is_time(message.get("time")) for message in messages):
        start_ns = None
    if start_ns is not None:
        timings = mapping(entry, "timings")
        start_ns += _phases_ns(timings, "blocked", "dns", "connect")
    request = parse_request(exchange.url, exchange.request_body, exchange.method)
    signals = _message_signals(messages, start_ns, exchange)
    untimed = "" if start_ns is not None else "some messages of this archive have none"
    return RecordedStream(
        signals, request, exchange.started_at, timed=start_ns is not None, untimed=untimed
    )


def _message_signals(
    messages: list[Mapping[str, Any]], start_ns: int | None, exchange: RecordedExchange
) -> Iterator[Signal]:
    """The signals of a browser's event messages; without times if `start_ns` is None."""
    at_ns = start_ns or 0
    yield Started(at_ns)
    yield opened_signal(exchange, at_ns)
    raws = split_body(exchange, exchange.body)
    owners = _message_numbers(raws, messages)
    if owners is None:
        raws, owners = [_message_bytes(message) for message in messages], range(len(messages))
    for raw, number in zip(raws, owners, strict=True):
        if start_ns is not None:
            at_ns = round(messages[number]["time"] * 1e6) * 1000
        yield Arrived((Frame(raw, at_ns if start_ns is not None else 0),))
    yield Ended(at_ns if start_ns is not None else exchange.end_ns, End.EOF)


def _message_numbers(
    raws: Sequence[bytes], messages: Sequence[Mapping[str, Any]]
) -> Sequence[int] | None:
    """The message that has the time of each frame of the body; None unless they correspond.

    A frame without a message, such as a comment, has the time of the message before it.
    """
    numbers, number = [], -1
    for raw in raws:
        data = parse_fields(raw).data
        if data is not None:
            number += 1
            if number == len(messages) or string(messages[number], "data") != data:
                return None
        numbers.append(max(0, number))
    return numbers if number == len(messages) - 1 else None


def _message_bytes(message: Mapping[str, Any]) -> bytes:
    """The frame of a message whose bytes were not kept."""
    data, name = string(message, "data"), string(message, "eventName")
    head = f"event: {name}\n" if name and name != "message" else ""
    lines = "".join(f"data: {line}\n" for line in data.split("\n"))
    return f"{head}{lines}\n".encode(errors="replace")


def _is_time(value: object) -> bool:
    """Whether `value` can be a time in seconds since 1970."""
    return isinstance(value, int | float) and 0 < value < 1e10


def _body(content: Mapping[str, Any]) -> bytes:
    text = string(content, "text")
    if content.get("encoding") == "base64":
        try:
            return b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise FormatError("malformed HTTP archive: a body is not valid Base64") from None
    return text.encode(errors="replace")


def _epoch_ns(started_at: str) -> int | None:
    try:
        moment = datetime.fromisoformat(started_at)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _phases_ns(timings: Mapping[str, Any], *phases: str) -> int:
    """Nanoseconds that some phases of a request took; a skipped phase is −1 ms."""
    times_ms = [timings.get(phase) for phase in phases]
    return round(sum(ms * _MS for ms in times_ms if isinstance(ms, int | float) and 0 < ms < 1e9))


def archive_text(recordings: Iterable[Recording], version: str) -> Iterator[str]:
    """An archive of the recordings as the text of a file, entry by entry."""
    creator = {"name": "ppchat", "version": version}
    head = json.dumps({"version": "1.2", "creator": creator})
    yield f'{{"log": {head[:-1]}, "pages": [], "entries": ['
    for number, recording in enumerate(recordings):
        yield (",\n" if number else "\n") + json.dumps(_entry(recording), ensure_ascii=False)
    yield "\n]}}\n"


def _entry(recording: Recording) -> dict[str, Any]:
    request, opened, count = recording.request, recording.opened, len(recording)
    start_ns = _epoch_ns(recording.started_at) if recording.started_at else None
    (method, url), ended = request.line, recording.ended
    if not request.base_url:  # the path of another protocol would say that it was asked for
        url = _UNKNOWN_SERVER + (request.path or recording.dialect.path)
    problem = ended.problem if ended is not None else None
    has_setup = opened and (recording.t0_ns or not recording.timed)
    wait_ns = opened.at_ns - recording.t0_ns if opened and has_setup else 0
    if recording.timed:
        last_ns = recording.since_start_ns(count - 1) if count else 0
    else:
        last_ns = max(0, ended.at_ns - recording.t0_ns) if ended is not None else 0
    request_body = json.dumps(dict(request.body), ensure_ascii=False) if method != "GET" else ""
    post_data = {"mimeType": "application/json", "text": request_body}
    headers = dict(opened.headers) if opened else {}
    content_type = headers.get("content-type", EVENT_STREAM)
    raws = [frame.raw for frame in recording.frames()]
    lines = lines_of_frames(raws) if media_type(content_type) in MEDIA_TYPES else None
    body = b"".join(raws) if lines is None else lines
    status = opened.status if opened else (problem and problem.status) or 0
    is_truncated = problem is not None and problem.kind == TRUNCATED
    error = {"_error": problem.message} if problem and not is_truncated else {}
    comment = {"comment": problem.message} if problem and is_truncated else {}
    messages = [
        {
            "time": ((start_ns or 0) + recording.since_start_ns(n)) / 1e9,
            "eventName": event.event or "message",
            "eventId": event.id or "",
            "data": event.data,
        }
        for n in range(count if recording.timed else 0)
        if (event := parse_fields(recording.raw(n))).data is not None
    ]
    return {
        "startedDateTime": recording.started_at or "1970-01-01T00:00:00.000Z",
        "time": max(last_ns, wait_ns) / _MS,
        "request": {
            "method": method,
            "url": url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": "content-type", "value": "application/json"}],
            "queryString": _query(url),
            **({"postData": post_data} if request_body else {}),
            "headersSize": -1,
            "bodySize": len(request_body.encode(errors="replace")),
        },
        "response": {
            "status": status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "content": {"size": len(body), "mimeType": content_type, **comment, **_content(body)},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1 if "content-encoding" in headers else len(body),
            **error,
        },
        "cache": {},
        "timings": {
            "send": 0,
            "wait": wait_ns / _MS,
            "receive": max(0, last_ns - wait_ns) / _MS,
        },
        "_eventSourceMessages": messages,
    }


def _query(url: str) -> list[dict[str, str]]:
    pairs = parse_qsl(url.partition("?")[2], keep_blank_values=True)
    return [{"name": name, "value": value} for name, value in pairs]


def _content(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"text": binascii.b2a_base64(body, newline=False).decode(), "encoding": "base64"}
