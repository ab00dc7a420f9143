"""Recordings → Chrome trace events, which Perfetto and chrome://tracing open.

The format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ppchat.core.dialects.responses.event_types import family, short
from ppchat.core.inspect.lanes import item_label
from ppchat.core.recording.recording import Recording

_STALL_MS: Final = 100
_STALL_RATIO: Final = 4
"""A gap between deltas is marked when it is this many times the median, and over `_STALL_MS`."""
_LIFECYCLE: Final = 0
"""The thread of what belongs to no item."""


def trace_text(recordings: Iterable[Recording]) -> Iterator[str]:
    """The text of a trace file; a process a recording, a thread a lane."""
    yield '{"displayTimeUnit":"ms","traceEvents":[\n'
    comma = ""
    for process, recording in enumerate(recordings, 1):
        for event in _events(recording, process):
            yield comma + json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            comma = ",\n"
    yield "\n]}\n"


def _events(recording: Recording, process: int) -> Iterator[dict[str, Any]]:
    def us(n: int) -> float:
        return recording.since_start_ns(n) / 1000

    def named(what: str, thread: int, name: str) -> dict[str, Any]:
        args = {"name": name}
        return {"ph": "M", "pid": process, "tid": thread, "ts": 0, "name": what, "args": args}

    model = recording.request.model or recording.turn.model or "response"
    yield named("process_name", _LIFECYCLE, f"{model} {recording.started_at}".strip())
    yield named("thread_name", _LIFECYCLE, "response")
    opened, count = recording.opened, len(recording)
    at = {"pid": process, "tid": _LIFECYCLE, "cat": "response"}
    if opened:
        setup_us = (opened.at_ns - recording.t0_ns) / 1000
        yield {"ph": "X", "ts": 0, "dur": setup_us, "name": "wait for the response's head", **at}
    if recording.first_delta is not None:
        yield {"ph": "X", "ts": 0, "dur": us(recording.first_delta), "name": "wait", **at}
    lanes: dict[int, list[int]] = {}
    stall_ns = max(_STALL_MS * 1e6, _STALL_RATIO * (recording.gaps.percentile(50) or 0))
    last_delta: int | None = None
    for n in range(count):
        thread = recording.output_index(n) + 1
        lanes.setdefault(thread, []).append(n)
        kind = recording.type(n)
        event = {"pid": process, "tid": thread, "ts": us(n), "name": short(kind)}
        args = {"n": n, "bytes": recording.size(n), "characters": recording.delta_size(n)}
        yield event | {"ph": "i", "s": "t", "cat": family(kind).value, "args": args}
        if recording.delta_size(n):
            if last_delta is not None:
                gap_ns = recording.at_ns(n) - recording.at_ns(last_delta)
                if gap_ns >= stall_ns:
                    mark = {"ph": "X", "ts": us(last_delta), "dur": gap_ns / 1000, "cat": "gap"}
                    yield event | mark | {"name": f"gap of {gap_ns / 1e6:.0f} ms"}
            last_delta = n
    items = {item.output_index + 1: item for item in recording.turn.items}
    for thread, events in lanes.items():
        if thread == _LIFECYCLE:
            continue
        label = item_label(items[thread].type) if thread in items else "item"
        yield named("thread_name", thread, f"{thread - 1} {label}")
        begin = us(events[0])
        span = {"ph": "X", "ts": begin, "dur": us(events[-1]) - begin, "cat": "item"}
        yield span | {"pid": process, "tid": thread, "name": label}
