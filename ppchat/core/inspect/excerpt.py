"""What an event says, in a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from ppchat.core.dialects.responses.event_types import COMMENT
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.event import Event
from ppchat.core.stream.sse import fields
from ppchat.core.text.json_fields import mapping

PARSE_LIMIT: Final = 256 * 1024
"""Bytes above which a frame is not read for the sake of a line in a list."""
_RUN: Final = 64
"""Events of a run that are read for its excerpt at most."""


def excerpt(recording: Recording, n: int, limit: int = 200) -> str:
    """What event `n` says, about `limit` characters; foreign, raw but for quoted strings."""
    if fault := recording.faults.get(n):
        return fault
    if recording.size(n) > PARSE_LIMIT:
        return f"{recording.size(n):,} bytes"
    if recording.type(n) == COMMENT:
        return " ".join(fields(recording.raw(n)).comments)[:limit]
    return _said(recording.event(n), limit)


def run_excerpt(recording: Recording, numbers: Iterable[int], limit: int = 200) -> str:
    """How the deltas of a run of events begin, quoted."""
    pieces: list[str] = []
    length = 0
    for read, n in enumerate(numbers):
        if length >= limit or read == _RUN:
            break
        if recording.size(n) > PARSE_LIMIT:
            break
        piece = recording.event(n).delta
        pieces.append(piece)
        length += len(piece)
    return quoted("".join(pieces), limit)


def quoted(text: str, limit: int) -> str:
    """A string as JSON writes it, cut to about `limit` characters."""
    if len(text) > limit:
        return json.dumps(text[:limit], ensure_ascii=False)[:-1] + "…"
    return json.dumps(text, ensure_ascii=False)


def _said(event: Event, limit: int) -> str:
    data = event.data
    if event.delta:
        return quoted(event.delta, limit)
    kind = event.type
    if kind.startswith("response.output_item."):
        item = mapping(data, "item")
        return _words(item.get("type"), item.get("name"), item.get("status"))
    if kind.endswith(("_part.added", "_part.done")):
        return _words(mapping(data, "part").get("type"))
    if kind.endswith("annotation.added"):
        note = mapping(data, "annotation")
        return _words(note.get("type"), note.get("title") or note.get("filename"), note.get("url"))
    if kind == "error":
        nested = mapping(data, "error")
        return _words(
            nested.get("code") or data.get("code"), nested.get("message") or data.get("message")
        )
    response = mapping(data, "response")
    if response:
        error = mapping(response, "error")
        reason = mapping(response, "incomplete_details").get("reason")
        usage = mapping(response, "usage")
        tokens = usage.get("output_tokens")
        return _words(
            error.get("message") or reason,
            f"{tokens:,} tokens" if type(tokens) is int else "",
            response.get("model") if kind == "response.created" else "",
        )
    for key in ("text", "refusal", "arguments", "input", "code", "command", "diff", "transcript"):
        value = data.get(key)
        if isinstance(value, str):
            return quoted(value, limit)
    return ""


def _words(*values: object) -> str:
    return " · ".join(value for value in values if isinstance(value, str) and value)
