"""The content of an event, in one line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.event import COMMENT
from ppchat.core.stream.sse import parse_fields
from ppchat.core.text.display import pluralize

PARSE_LIMIT: Final = 256 * 1024
"""Bytes above which a frame is not parsed for the sake of one line in a list."""
_RUN_LIMIT: Final = 64
"""Maximum number of events of a run that are read for its excerpt."""


def excerpt(recording: Recording, n: int, limit: int = 200) -> str:
    """The content of event `n`, about `limit` characters; foreign, raw except quoted strings."""
    if fault := recording.faults.get(n):
        return fault
    if recording.size(n) > PARSE_LIMIT:
        return pluralize(recording.size(n), "byte")
    if recording.type(n) == COMMENT:
        return " ".join(parse_fields(recording.raw(n)).comments)[:limit]
    event = recording.event(n)
    if event.delta:
        return json_quote(event.delta, limit)
    if summary := recording.dialect.summarize(event):
        return summary
    values = (event.data.get(field) for field in recording.dialect.text_fields)
    return next((json_quote(value, limit) for value in values if isinstance(value, str)), "")


def run_excerpt(recording: Recording, numbers: Iterable[int], limit: int = 200) -> str:
    """The beginning of the deltas of a run of events, quoted."""
    pieces: list[str] = []
    length = 0
    for read, n in enumerate(numbers):
        if length >= limit or read == _RUN_LIMIT:
            break
        if recording.size(n) > PARSE_LIMIT:
            break
        piece = recording.event(n).delta
        pieces.append(piece)
        length += len(piece)
    return json_quote("".join(pieces), limit)


def json_quote(text: str, limit: int) -> str:
    """A string as JSON writes it, truncated to about `limit` characters."""
    if len(text) > limit:
        return json.dumps(text[:limit], ensure_ascii=False)[:-1] + "…"
    return json.dumps(text, ensure_ascii=False)
