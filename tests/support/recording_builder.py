"""Builds recordings for tests from events with their times."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Opened, Request, Started
from ppchat.core.stream.sse import Frame

MS = 1_000_000
T0 = 50_000_000_000
EventData = Mapping[str, Any]


def encode_frame(data: EventData) -> bytes:
    """An event as it is on the wire."""
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def build_recording(
    timed_events: Iterable[tuple[float, EventData | bytes]],
    *,
    timed: bool = True,
    ended: bool = True,
    opened_ms: float | None = 20,
    dialect: Dialect | None = None,
) -> Recording:
    """A recording of events, each with its time in milliseconds since t0."""
    request = Request({"model": "gpt-x"}, "http://127.0.0.1:1/v1")
    result = Recording(request, timed=timed, dialect=dialect)
    result.apply(Started(T0))
    if opened_ms is not None:
        result.apply(Opened(T0 + round(opened_ms * MS), 200))
    last = T0
    for ms, data in timed_events:
        last = T0 + round(ms * MS)
        result.extend([Frame(data if isinstance(data, bytes) else encode_frame(data), last)])
    if ended:
        result.apply(Ended(last + MS, End.EOF))
    return result


def message_events(
    chunks: Iterable[str] = ("Peter", " Piper", " picked"),
    *,
    start_ms: float = 300,
    gap_ms: float = 20,
) -> list[tuple[float, dict[str, Any]]]:
    """The events of a valid stream with one message, evenly paced."""
    chunks = list(chunks)
    text = "".join(chunks)
    part = {"type": "output_text", "text": "", "annotations": []}
    item = {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "in_progress",
        "content": [],
    }
    final_part = {**part, "text": text}
    done = {**item, "status": "completed", "content": [final_part]}
    at = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    response = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1790000000,
        "model": "gpt-x",
        "status": "in_progress",
        "output": [],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }
    usage = {
        "input_tokens": 5,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": len(chunks),
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 5 + len(chunks),
    }
    events: list[tuple[float, dict[str, Any]]] = [
        (30, {"type": "response.created", "response": response}),
        (31, {"type": "response.in_progress", "response": response}),
        (start_ms, {"type": "response.output_item.added", "output_index": 0, "item": item}),
        (start_ms + 1, {"type": "response.content_part.added", **at, "part": part}),
    ]
    ms = start_ms + 2
    for chunk in chunks:
        events.append(
            (ms, {"type": "response.output_text.delta", **at, "delta": chunk, "logprobs": []})
        )
        ms += gap_ms
    events += [
        (ms, {"type": "response.output_text.done", **at, "text": text, "logprobs": []}),
        (ms, {"type": "response.content_part.done", **at, "part": final_part}),
        (ms, {"type": "response.output_item.done", "output_index": 0, "item": done}),
        (
            ms + 1,
            {
                "type": "response.completed",
                "response": {**response, "status": "completed", "output": [done], "usage": usage},
            },
        ),
    ]
    return [(at_ms, {**data, "sequence_number": n}) for n, (at_ms, data) in enumerate(events)]
