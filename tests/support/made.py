"""Recordings made up for tests: events with their times."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Opened, Request, Started
from ppchat.core.stream.sse import Frame

MS = 1_000_000
T0 = 50_000_000_000
Made = Mapping[str, Any]


def wire(data: Made) -> bytes:
    """An event as it stands on the wire."""
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def recording(
    timed_events: Iterable[tuple[float, Made | bytes]],
    *,
    timed: bool = True,
    ended: bool = True,
    opened_ms: float | None = 20,
) -> Recording:
    """A recording of events, each with the milliseconds from t0 at which it came."""
    made = Recording(Request({"model": "gpt-x"}, "http://127.0.0.1:1/v1"), timed=timed)
    made.apply(Started(T0))
    if opened_ms is not None:
        made.apply(Opened(T0 + round(opened_ms * MS), 200))
    last = T0
    for ms, data in timed_events:
        last = T0 + round(ms * MS)
        made.extend([Frame(data if isinstance(data, bytes) else wire(data), last)])
    if ended:
        made.apply(Ended(last + MS, End.EOF))
    return made


def message(
    chunks: Iterable[str] = ("Peter", " Piper", " picked"),
    *,
    start_ms: float = 300,
    gap_ms: float = 20,
) -> list[tuple[float, dict[str, Any]]]:
    """The events of a correct stream with one message, evenly paced."""
    chunks = list(chunks)
    text = "".join(chunks)
    part = {"type": "output_text", "text": "", "annotations": []}
    item = {"type": "message", "id": "msg_1", "status": "in_progress", "content": []}
    whole = {**part, "text": text}
    done = {**item, "status": "completed", "content": [whole]}
    at = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    response = {"id": "resp_1", "object": "response", "status": "in_progress", "output": []}
    usage = {"input_tokens": 5, "output_tokens": len(chunks), "total_tokens": 5 + len(chunks)}
    made: list[tuple[float, dict[str, Any]]] = [
        (30, {"type": "response.created", "response": response}),
        (31, {"type": "response.in_progress", "response": response}),
        (start_ms, {"type": "response.output_item.added", "output_index": 0, "item": item}),
        (start_ms + 1, {"type": "response.content_part.added", **at, "part": part}),
    ]
    ms = start_ms + 2
    for chunk in chunks:
        made.append((ms, {"type": "response.output_text.delta", **at, "delta": chunk}))
        ms += gap_ms
    made += [
        (ms, {"type": "response.output_text.done", **at, "text": text}),
        (ms, {"type": "response.content_part.done", **at, "part": whole}),
        (ms, {"type": "response.output_item.done", "output_index": 0, "item": done}),
        (
            ms + 1,
            {
                "type": "response.completed",
                "response": {**response, "status": "completed", "output": [done], "usage": usage},
            },
        ),
    ]
    return [(at_ms, {**data, "sequence_number": n}) for n, (at_ms, data) in enumerate(made)]
