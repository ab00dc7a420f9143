"""A request and its answer as others keep them, made into a tape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ppchat.core.formats.recorded_stream import Tape
from ppchat.core.security.redact import masked_url
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Signal
from ppchat.core.stream.sse import Frame, Splitter


def described(url: str, body: object) -> Request:
    """The request that was made to `url` with a body of JSON, as far as it can be told."""
    asked: Any = body
    if isinstance(body, str | bytes):
        try:
            asked = json.loads(body)
        except (ValueError, RecursionError):
            asked = {}
    base_url, slash, _ = url.partition("?")[0].rpartition("/responses")
    return Request(
        asked if isinstance(asked, dict) else {},
        masked_url(base_url if slash else url),
        resumed(url),
    )


def resumed(url: str) -> tuple[str, int] | None:
    """The response, and the last event had of it, that a request to `url` goes on with."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    identity = parts.path.rpartition("/responses/")[2]
    after = parse_qs(parts.query).get("starting_after", [""])[0]
    if "/" in identity or not (after.isascii() and after.isdigit() and len(after) < 16):
        return None
    return identity, int(after)


def exchanged_tape(request: Request, started_at: str, opened: Opened, body: bytes) -> Tape:
    """A stream of which the whole body was kept, without the times of its events."""
    return Tape(_signals(opened, body), request, started_at)


def _signals(opened: Opened, body: bytes) -> Iterator[Signal]:
    yield opened
    splitter = Splitter()
    frames = splitter.feed(body)
    rest = splitter.flush()
    if rest:
        frames.append(rest)
    yield Arrived(tuple(Frame(raw, 0) for raw in frames))
    yield Ended(0, End.EOF)
