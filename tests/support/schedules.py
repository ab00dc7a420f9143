"""Streams of a known schedule: when the server sent what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

Timed = tuple[float, Mapping[str, Any] | bytes]
"""Milliseconds since the request, and the event sent then."""
Schedule = list[Timed]

PING = b": ping\n\n"
_AT = {"output_index": 0, "content_index": 0, "item_id": "msg_1"}


def packets(sizes: Iterable[int], gaps_ms: Iterable[float], start_ms: float = 300) -> list[float]:
    """The times of deltas that arrive in packets; a gap lies between two packets."""
    starts = accumulate([start_ms, *gaps_ms])
    return [start for size, start in zip(sizes, starts, strict=False) for _ in range(size)]


def answer(times_ms: Sequence[float], *, head_ms: float = 20, index: int = 0) -> Schedule:
    """A response with one message whose deltas arrive at these times."""
    at = {**_AT, "output_index": index}
    first, last = times_ms[0], times_ms[-1]
    return [
        (head_ms, {"type": "response.created", "response": {"status": "in_progress"}}),
        (first, {"type": "response.output_item.added", "item": {"type": "message"}, **at}),
        *((ms, {"type": "response.output_text.delta", "delta": "word ", **at}) for ms in times_ms),
        (last, {"type": "response.output_item.done", "item": {"type": "message"}, **at}),
        (last + 1, {"type": "response.completed", "response": {"status": "completed"}}),
    ]


def with_pause(times_ms: Sequence[float], n: int, pause_ms: float) -> list[float]:
    """The same times with a longer gap before the n-th."""
    return [ms + (pause_ms if at >= n else 0) for at, ms in enumerate(times_ms)]


def insert(schedule: Schedule, *others: Iterable[Timed]) -> Schedule:
    """All events by their times."""
    merged = [*schedule]
    for other in others:
        merged += other
    return sorted(merged, key=lambda entry: entry[0])


def tool(kind: str, start_ms: float, stop_ms: float, index: int = 1, state: str = "") -> Schedule:
    """A tool that the server runs from one time to another; `state` names a step in between."""
    item = {"type": kind, "id": f"tool_{index}"}
    at = {"output_index": index, "item_id": item["id"]}
    return [
        (start_ms, {"type": "response.output_item.added", "item": item, **at}),
        (start_ms + 1, {"type": f"response.{kind}.{state or 'in_progress'}", **at}),
        (stop_ms - 1, {"type": f"response.{kind}.completed", **at}),
        (stop_ms, {"type": "response.output_item.done", "item": item, **at}),
    ]
