"""Recordings → Chrome trace events, for Perfetto and chrome://tracing.

The format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ppchat.core.recording.recording import Recording
from ppchat.core.text.display import format_duration

_LONG_GAP_MS: Final = 100
_LONG_GAP_RATIO: Final = 4
"""A gap between deltas is marked from this many times the median on, and from `_LONG_GAP_MS`."""
_RESPONSE_THREAD: Final = 0
"""The thread of events that belong to no output item."""


def trace_text(recordings: Iterable[Recording]) -> Iterator[str]:
    """The text of a trace file: one process per recording, one thread per lane."""
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

    def name_event(what: str, thread: int, name: str) -> dict[str, Any]:
        args = {"name": name}
        return {"ph": "M", "pid": process, "tid": thread, "ts": 0, "name": what, "args": args}

    model = recording.request.model or recording.response.model or "response"
    yield name_event("process_name", _RESPONSE_THREAD, f"{model} {recording.started_at}".strip())
    yield name_event("thread_name", _RESPONSE_THREAD, "response")
    dialect, opened, count = recording.dialect, recording.opened, len(recording)
    common = {"pid": process, "tid": _RESPONSE_THREAD, "cat": "response"}
    if opened and recording.t0_ns:
        setup_us = (opened.at_ns - recording.t0_ns) / 1000
        yield {"ph": "X", "ts": 0, "dur": setup_us, "name": "wait for response headers", **common}
    if recording.first_delta is not None and recording.t0_ns:
        yield {
            "ph": "X",
            "ts": 0,
            "dur": us(recording.first_delta),
            "name": "wait for first delta",
            **common,
        }
    lanes: dict[int, list[int]] = {}
    long_gap_ns = max(_LONG_GAP_MS * 1e6, _LONG_GAP_RATIO * (recording.gaps.percentile(50) or 0))
    last_delta: int | None = None
    for n in range(count):
        thread = recording.output_index(n) + 1
        lanes.setdefault(thread, []).append(n)
        event_type = recording.type(n)
        event = {"pid": process, "tid": thread, "ts": us(n), "name": dialect.short_type(event_type)}
        args = {"n": n, "bytes": recording.size(n), "characters": recording.delta_size(n)}
        yield event | {"ph": "i", "s": "t", "cat": dialect.family(event_type).value, "args": args}
        if recording.delta_size(n):
            if last_delta is not None:
                gap_ns = recording.at_ns(n) - recording.at_ns(last_delta)
                if gap_ns >= long_gap_ns:
                    mark = {"ph": "X", "ts": us(last_delta), "dur": gap_ns / 1000, "cat": "gap"}
                    yield event | mark | {"name": f"gap of {format_duration(gap_ns)}"}
            last_delta = n
    items = {item.output_index + 1: item for item in recording.response.items}
    for thread, positions in lanes.items():
        if thread == _RESPONSE_THREAD:
            continue
        label = dialect.item_label(items[thread].type) if thread in items else "item"
        number = dialect.item_number(thread - 1)
        yield name_event("thread_name", thread, f"{number} {label}".strip())
        begin = us(positions[0])
        span = {"ph": "X", "ts": begin, "dur": us(positions[-1]) - begin, "cat": "item"}
        yield span | {"pid": process, "tid": thread, "name": label}
