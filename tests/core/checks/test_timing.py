"""Where the time went, in plain words with numbers and events."""

from __future__ import annotations

from typing import Any

from ppchat.core.checks.timing import REPAINT_INTERVAL_NS, timing_findings
from tests.support.recording_builder import MS, build_recording, message_events

Events = list[tuple[float, dict[str, Any]]]


def codes(events: Events, **options: Any) -> dict[str, tuple[list[int], str]]:
    return {
        finding.code: (list(finding.events), finding.message)
        for finding in timing_findings(build_recording(events, **options))
    }


def shifted(events: Events, since: int, ms: float) -> Events:
    return [(at + (ms if n >= since else 0), data) for n, (at, data) in enumerate(events)]


def test_an_even_stream_has_none() -> None:
    assert codes(message_events(["a"] * 40)) == {}


def test_a_stall_names_its_events_and_the_median_gap() -> None:
    events, text = codes(shifted(message_events(["a"] * 40), 20, 2400))["stall"]
    assert events == [19, 20]
    assert "2.42 s" in text
    assert "20 ms" in text


def test_network_and_model_are_kept_apart() -> None:
    by_code = codes(shifted(message_events(), 0, 4000), opened_ms=1500)
    assert "1.50 s" in by_code["slow-setup"][1]
    assert "2.80 s of it after the headers" in by_code["slow-start"][1]


def test_an_answer_that_came_at_once_was_buffered() -> None:
    stream = message_events(["a"] * 40, start_ms=3000, gap_ms=0.01)
    events, text = codes(stream)["buffered"]
    assert events[0] <= 4
    assert "until it is complete" in text


def test_bursts_after_silences() -> None:
    stream = [
        (at + 400 * ((n - 4) // 10) if n >= 4 else at, data)
        for n, (at, data) in enumerate(message_events(["a"] * 60, gap_ms=0.05))
    ]
    events, text = codes(stream)["bursts"]
    assert len(events) >= 5
    assert "holds the stream back" in text


def test_time_of_a_tool_is_no_stall() -> None:
    call = {"type": "web_search_call", "id": "ws_1"}
    head = message_events(["a"] * 4)
    events: Events = [
        *head[:8],
        (500, {"type": "response.output_item.added", "output_index": 1, "item": call}),
        (501, {"type": "response.web_search_call.searching", "output_index": 1}),
        (2600, {"type": "response.web_search_call.completed", "output_index": 1}),
    ]
    by_code = codes(events)
    assert by_code["tool-time"] == ([9, 10], "2.10 s passed while the web search ran.")
    assert "stall" not in by_code


def test_keepalives_only() -> None:
    events = message_events(["a"] * 4)
    quiet: Events = [(400 + 4000 * n, {"type": "keepalive"}) for n in range(1, 6)]
    by_code = codes([*events[:6], *quiet, *shifted(events, 0, 22_000)[6:]])
    assert by_code["keepalives"][0] == list(range(6, 11))


def test_a_late_end() -> None:
    events = message_events(["a"] * 10)
    assert codes(shifted(events, len(events) - 1, 3000))["late-end"][0] == [13, 17]


def test_stamps_in_step_with_frames_are_the_clients() -> None:
    events = message_events(["a"] * 90)
    events = [
        (300 + REPAINT_INTERVAL_NS / MS * (n // 4), data) for n, (_, data) in enumerate(events)
    ]
    assert "client" in codes(events)["client-late"][1]


def test_a_clock_that_goes_back() -> None:
    events = message_events(["a"] * 10)
    events[8] = (events[8][0] - 90, events[8][1])
    assert codes(events)["clock-back"][0] == [8]


def test_slow_reasoning_before_the_answer() -> None:
    item = {"type": "reasoning", "id": "rs_1"}
    think: Events = [
        (200, {"type": "response.output_item.added", "output_index": 1, "item": item}),
        (210, {"type": "response.reasoning_text.delta", "output_index": 1, "delta": "hm"}),
        (3000, {"type": "response.reasoning_text.delta", "output_index": 1, "delta": "so"}),
    ]
    by_code = codes([*think, *shifted(message_events(), 0, 3000)])
    assert "reasoning came first" in by_code["slow-answer"][1]


def test_nothing_is_said_without_times_or_events() -> None:
    assert codes(message_events(), timed=False) == {}
    assert codes([]) == {}
