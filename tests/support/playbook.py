"""Recordings written event by event, as a script reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Opened, Problem, Request, Started
from ppchat.core.stream.sse import Frame

T0_NS = 1_000_000_000
MS = 1_000_000

TimedEvent = tuple[float, dict[str, Any]]
"""Milliseconds since t0, and an event's data."""


def build_frame(at_ms: float, data: dict[str, Any] | bytes) -> Frame:
    """The frame that OpenAI's server would send for an event; bytes are used unchanged."""
    raw = data if isinstance(data, bytes) else encode_sse(data)
    return Frame(raw, T0_NS + round(at_ms * MS))


def encode_sse(data: dict[str, Any]) -> bytes:
    """An event as OpenAI writes it."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return f"event: {data.get('type', '')}\ndata: {text}\n\n".encode(errors="surrogatepass")


def build_recording(
    events: Iterable[tuple[float, dict[str, Any] | bytes]],
    *,
    end: End | None = End.EOF,
    problem: Problem | None = None,
    model: str = "gpt-4.1-mini",
) -> Recording:
    """A recording of a stream that opened 50 ms after t0; `end=None` for one in progress."""
    result = Recording(Request({"model": model, "stream": True}, "http://127.0.0.1:1/v1"))
    result.apply(Started(T0_NS))
    frames = [build_frame(at_ms, data) for at_ms, data in events]
    if end is not End.REFUSED:
        result.apply(Opened(T0_NS + 50 * MS, 200, {"content-type": "text/event-stream"}))
    result.extend(frames)
    if end is not None:
        last = frames[-1].at_ns if frames else T0_NS + 60 * MS
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
