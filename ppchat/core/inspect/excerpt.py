"""The content of an event, in one line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from ppchat.core.dialects.responses.event_types import COMMENT
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.event import Event
from ppchat.core.stream.sse import parse_fields
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import mapping

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
    return _summary(recording.event(n), limit)


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


def _summary(event: Event, limit: int) -> str:
    data = event.data
    if event.delta:
        return json_quote(event.delta, limit)
    kind = event.type
    if kind.startswith("response.output_item."):
        item = mapping(data, "item")
        return _joined(item.get("type"), item.get("name"), item.get("status"))
    if kind.endswith(("_part.added", "_part.done")):
        return _joined(mapping(data, "part").get("type"))
    if kind.endswith("annotation.added"):
        note = mapping(data, "annotation")
        return _joined(note.get("type"), note.get("title") or note.get("filename"), note.get("url"))
    if kind == "error":
        nested = mapping(data, "error")
        return _joined(
            nested.get("code") or data.get("code"), nested.get("message") or data.get("message")
        )
    response = mapping(data, "response")
    if response:
        error = mapping(response, "error")
        reason = mapping(response, "incomplete_details").get("reason")
        usage = mapping(response, "usage")
        tokens = usage.get("output_tokens")
        return _joined(
            error.get("message") or reason,
            f"{tokens:,} tokens" if type(tokens) is int else "",
            response.get("model") if kind == "response.created" else "",
        )
    for key in ("text", "refusal", "arguments", "input", "code", "command", "diff", "transcript"):
        value = data.get(key)
        if isinstance(value, str):
            return json_quote(value, limit)
    return ""


def _joined(*values: object) -> str:
    return " · ".join(value for value in values if isinstance(value, str) and value)
