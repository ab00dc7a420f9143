"""HTTP requests and responses kept by other programs → recorded streams."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ppchat.core.formats.recorded_stream import RecordedStream
from ppchat.core.security.redact import redact_url
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Signal
from ppchat.core.stream.sse import Frame, FrameSplitter


def parse_request(url: str, body: object) -> Request:
    """The request that was sent to `url`; an unreadable `body` is taken as empty."""
    data: Any = body
    if isinstance(body, str | bytes):
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            data = {}
    base_url, slash, _ = url.partition("?")[0].rpartition("/responses")
    return Request(
        data if isinstance(data, dict) else {},
        redact_url(base_url if slash else url),
        parse_resume(url),
    )


def parse_resume(url: str) -> tuple[str, int] | None:
    """The response id and the last received event of a request that resumes a stream, or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    response_id = parts.path.rpartition("/responses/")[2]
    after = parse_qs(parts.query).get("starting_after", [""])[0]
    if "/" in response_id or not (after.isascii() and after.isdigit() and len(after) < 16):
        return None
    return response_id, int(after)


def stream_from_exchange(
    request: Request, started_at: str, opened: Opened, body: bytes
) -> RecordedStream:
    """A stream whose whole body was kept, without the times of its events."""
    return RecordedStream(_signals(opened, body), request, started_at)


def _signals(opened: Opened, body: bytes) -> Iterator[Signal]:
    yield opened
    splitter = FrameSplitter()
    frames = splitter.feed(body)
    rest = splitter.flush()
    if rest:
        frames.append(rest)
    yield Arrived(tuple(Frame(raw, 0) for raw in frames))
    yield Ended(0, End.EOF)
