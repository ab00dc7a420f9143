"""A request and its answer as others keep them, made into a tape."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ppchat.core.frame import Frame, Splitter
from ppchat.core.source import Arrived, End, Ended, Opened, Request, Signal
from ppchat.core.tape import Tape


def described(url: str, body: str) -> Request:
    """The request that was made to `url`, as far as it can be told."""
    try:
        asked = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        asked = {}
    base_url, slash, _ = url.partition("?")[0].rpartition("/responses")
    return Request(asked if isinstance(asked, dict) else {}, base_url if slash else url)


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
