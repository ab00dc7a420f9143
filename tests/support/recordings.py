"""Recordings written event by event, as a script reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Opened, Problem, Request, Started
from ppchat.core.stream.sse import Frame

T0_NS = 1_000_000_000
MS = 1_000_000

EventData = Mapping[str, Any]
"""The data of an event."""
TimedEvent = tuple[float, dict[str, Any]]
"""Milliseconds since t0, and an event's data."""


def build_frame(at_ms: float, data: EventData | bytes) -> Frame:
    """The frame that OpenAI's server would send for an event; bytes are used unchanged."""
    raw = data if isinstance(data, bytes) else encode_sse(data)
    return Frame(raw, T0_NS + round(at_ms * MS))


def encode_sse(data: EventData) -> bytes:
    """An event as OpenAI writes it; one without a type has no `event:` line."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    name = f"event: {data['type']}\n" if "type" in data else ""
    return f"{name}data: {text}\n\n".encode(errors="surrogatepass")


def build_recording(
    timed_events: Iterable[tuple[float, EventData | bytes]],
    *,
    timed: bool = True,
    end: End | None = End.EOF,
    problem: Problem | None = None,
    opened_ms: float | None = 20,
    content_type: str = "text/event-stream",
    model: str = "gpt-4.1-mini",
    body: Mapping[str, Any] | None = None,
    path: str = "",
    dialect: Dialect | None = None,
    t0_ns: int = T0_NS,
    started_at: str = "",
    base_url: str = "http://127.0.0.1:1/v1",
) -> Recording:
    """A recording of events, each with its time in milliseconds since t0.

    `end=None` is for one in progress; `opened_ms=None` for one whose response headers are unknown.
    """
    request = Request({"model": model, "stream": True, **(body or {})}, base_url, path=path)
    result = Recording(request, started_at, timed=timed, dialect=dialect)
    result.apply(Started(t0_ns))
    if opened_ms is not None and end is not End.REFUSED:
        opened_ns = t0_ns + round(opened_ms * MS)
        result.apply(Opened(opened_ns, 200, {"content-type": content_type}))
    last = t0_ns
    for at_ms, data in timed_events:
        frame = build_frame(at_ms + (t0_ns - T0_NS) / MS, data)
        result.extend([frame])
        last = frame.at_ns
    if end is not None:
        result.apply(Ended(last + MS, end, problem))
    return result


def created(at_ms: float = 50, **response: Any) -> TimedEvent:
    return at_ms, {
        "type": "response.created",
        "sequence_number": 0,
        "response": {"id": "resp_1", "model": "gpt-4.1-mini", "status": "in_progress", **response},
    }


def item_added(at_ms: float, index: int = 0, kind: str = "message", **item: Any) -> TimedEvent:
    return at_ms, {
        "type": "response.output_item.added",
        "output_index": index,
        "item": {"id": f"item_{index}", "type": kind, "status": "in_progress", **item},
    }


def delta(
    at_ms: float, text: str, index: int = 0, kind: str = "output_text", **more: Any
) -> TimedEvent:
    return at_ms, {
        "type": f"response.{kind}.delta",
        "item_id": f"item_{index}",
        "output_index": index,
        "content_index": 0,
        "delta": text,
        **more,
    }


def item_done(at_ms: float, index: int = 0, kind: str = "message", **item: Any) -> TimedEvent:
    return at_ms, {
        "type": "response.output_item.done",
        "output_index": index,
        "item": {"id": f"item_{index}", "type": kind, "status": "completed", **item},
    }


def terminal(at_ms: float, status: str = "completed", **response: Any) -> TimedEvent:
    return at_ms, {
        "type": f"response.{status}",
        "response": {"id": "resp_1", "model": "gpt-4.1-mini", "status": status, **response},
    }


def usage(output: int, reasoning: int = 0) -> dict[str, Any]:
    return {
        "input_tokens": 10,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": output,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": 10 + output,
    }


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


TWISTER: list[TimedEvent] = [
    created(300),
    item_added(310),
    delta(312, "Sure"),
    delta(330, "!"),
    delta(350, " Peter"),
    delta(372, " Piper"),
    item_done(380, content=[{"type": "output_text", "text": "Sure! Peter Piper"}]),
    terminal(390, usage=usage(4)),
]
"""A short, complete answer."""
