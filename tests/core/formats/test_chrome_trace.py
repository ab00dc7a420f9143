"""Chrome trace events."""

from __future__ import annotations

import json

from ppchat.core.formats.chrome_trace import trace_text
from ppchat.demo.recordings import recordings


def test_lanes_are_threads_and_gaps_are_marks() -> None:
    demo = {about.title: recording for recording, about in recordings()}
    search = demo["A web search, with citations"]
    events = json.loads("".join(trace_text([search, demo["A tongue twister"]])))["traceEvents"]
    assert {event["pid"] for event in events} == {1, 2}
    lanes = {
        event["args"]["name"]
        for event in events
        if event["name"] == "thread_name" and event["pid"] == 1
    }
    assert lanes == {"response", "0 reasoning", "1 web search", "2 message"}
    marks = [event for event in events if event["ph"] == "i" and event["pid"] == 1]
    assert len(marks) == len(search)
    assert [mark["args"]["n"] for mark in marks] == list(range(len(search)))
    gaps = [event for event in events if event.get("cat") == "gap" and event["pid"] == 2]
    assert [gap["name"] for gap in gaps] == ["gap of 233 ms"]
    for event in events:
        assert event["ts"] >= 0
        assert event["ph"] in "MXi"
        assert event.get("dur", 0) >= 0


def test_a_trace_can_be_empty() -> None:
    assert json.loads("".join(trace_text([])))["traceEvents"] == []
