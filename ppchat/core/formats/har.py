"""HTTP archives (HAR 1.2) ↔ recordings."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ppchat.core.formats.http_exchange import parse_request, stream_from_exchange
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import RecordedStream
from ppchat.core.recording.recording import Recording
from ppchat.core.security.redact import redact_headers
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Signal, Started
from ppchat.core.stream.sse import Frame, parse_fields
from ppchat.core.text.json_fields import mapping, mappings, string

_SSE_TYPE: Final = "text/event-stream"
_MS: Final = 1_000_000
_UNKNOWN_SERVER: Final = "http://unknown.invalid"
"""Stands for an unknown server: the format requires an address."""


def archive_streams(archive: Mapping[str, Any]) -> Iterator[RecordedStream]:
    """The event streams of an archive. Raises FormatError if it is not an archive."""
    entries = mapping(archive, "log").get("entries")
    if not isinstance(entries, list):
        raise FormatError("not an HTTP archive: no entries")
    for entry in entries:
        if isinstance(entry, dict):
            yield from _entry_streams(entry)


def _entry_streams(entry: Mapping[str, Any]) -> Iterator[RecordedStream]:
    request, response = mapping(entry, "request"), mapping(entry, "response")
    content, headers = mapping(response, "content"), _headers(mappings(response, "headers"))
    messages = entry.get("_eventSourceMessages")
    content_type = str(content.get("mimeType") or headers.get("content-type", ""))
    if not messages and not content_type.startswith(_SSE_TYPE):
        return
    recorded_request = parse_request(
        string(request, "url"), string(mapping(request, "postData"), "text")
    )
    started_at = string(entry, "startedDateTime")
    status = response.get("status")
    opened = Opened(0, status if type(status) is int else 200, headers)
    if isinstance(messages, list) and messages:
        messages = [message for message in messages if isinstance(message, dict)]
        start_ns = _epoch_ns(started_at)
        if not all(_is_time(message.get("time")) for message in messages):
            start_ns = None
        signals = _message_signals(messages, start_ns, opened, _wait_ns(entry))
        yield RecordedStream(signals, recorded_request, started_at, timed=start_ns is not None)
    else:
        yield stream_from_exchange(recorded_request, started_at, opened, _body(content))


def _message_signals(
    messages: list[dict[str, Any]], start_ns: int | None, opened: Opened, wait_ns: int
) -> Iterator[Signal]:
    """The signals of a browser's event messages; without times if `start_ns` is None."""
    at_ns = start_ns or 0
    yield Started(at_ns)
    yield replace(opened, at_ns=at_ns + wait_ns if start_ns else 0)
    for message in messages:
        if start_ns is not None:
            at_ns = round(message["time"] * 1e6) * 1000
        data, name = string(message, "data"), string(message, "eventName")
        head = f"event: {name}\n" if name and name != "message" else ""
        lines = "".join(f"data: {line}\n" for line in data.split("\n"))
        yield Arrived((Frame(f"{head}{lines}\n".encode(errors="replace"), at_ns),))
    yield Ended(at_ns, End.EOF)


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


def _wait_ns(entry: Mapping[str, Any]) -> int:
    """Nanoseconds from the request to the response's head; a skipped phase is −1 ms."""
    timings = mapping(entry, "timings")
    phases = ("blocked", "dns", "connect", "send", "wait")
    times_ms = [timings.get(phase) for phase in phases]
    return round(sum(ms * _MS for ms in times_ms if isinstance(ms, int | float) and 0 < ms < 1e9))


def _headers(pairs: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    headers = {string(pair, "name").lower(): string(pair, "value") for pair in pairs}
    return redact_headers(headers)


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
    last_ns = recording.since_start_ns(count - 1) if count and recording.timed else 0
    wait_ns = opened.at_ns - recording.t0_ns if opened and recording.timed else 0
    body = b"".join(frame.raw for frame in recording.frames())
    request_body = json.dumps(dict(request.body), ensure_ascii=False)
    headers = dict(opened.headers) if opened else {}
    content_type = headers.get("content-type", _SSE_TYPE)
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
            "method": "POST",
            "url": f"{request.base_url or _UNKNOWN_SERVER}/responses",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": "content-type", "value": "application/json"}],
            "queryString": [],
            "postData": {"mimeType": "application/json", "text": request_body},
            "headersSize": -1,
            "bodySize": len(request_body.encode(errors="replace")),
        },
        "response": {
            "status": opened.status if opened else 0,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "content": {"size": len(body), "mimeType": content_type, **_content(body)},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(body),
        },
        "cache": {},
        "timings": {
            "send": 0,
            "wait": wait_ns / _MS,
            "receive": max(0, last_ns - wait_ns) / _MS,
        },
        "_eventSourceMessages": messages,
    }


def _content(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"text": binascii.b2a_base64(body, newline=False).decode(), "encoding": "base64"}
