"""Where the time went, in plain words with figures and events."""

from __future__ import annotations

from typing import Any

from ppchat.core.checks.timing import TICK_NS, timing
from tests.support.made import MS, message, recording

Events = list[tuple[float, dict[str, Any]]]


def codes(events: Events, **options: Any) -> dict[str, tuple[list[int], str]]:
    return {
        one.code: (list(one.events), one.message) for one in timing(recording(events, **options))
    }


def shifted(events: Events, since: int, ms: float) -> Events:
    return [(at + (ms if n >= since else 0), data) for n, (at, data) in enumerate(events)]


def test_an_even_stream_has_none() -> None:
    assert codes(message(["a"] * 40)) == {}


def test_a_stall_names_its_events_and_the_usual_gap() -> None:
    events, said = codes(shifted(message(["a"] * 40), 20, 2400))["stall"]
    assert events == [19, 20]
    assert "2.42 s" in said
    assert "20 ms" in said


def test_network_and_model_are_told_apart() -> None:
    found = codes(shifted(message(), 0, 4000), opened_ms=1500)
    assert "1.50 s" in found["slow-setup"][1]
    assert "2.80 s of it after the headers" in found["slow-start"][1]


def test_an_answer_that_came_at_once_was_buffered() -> None:
    made = message(["a"] * 40, start_ms=3000, gap_ms=0.01)
    events, said = codes(made)["buffered"]
    assert events[0] <= 4
    assert "waits for its end" in said


def test_bursts_after_silences() -> None:
    made = [
        (at + 400 * ((n - 4) // 10) if n >= 4 else at, data)
        for n, (at, data) in enumerate(message(["a"] * 60, gap_ms=0.05))
    ]
    events, said = codes(made)["bursts"]
    assert len(events) >= 5
    assert "holds the stream back" in said


def test_time_of_a_tool_is_no_stall() -> None:
    call = {"type": "web_search_call", "id": "ws_1"}
    head = message(["a"] * 4)
    made: Events = [
        *head[:8],
        (500, {"type": "response.output_item.added", "output_index": 1, "item": call}),
        (501, {"type": "response.web_search_call.searching", "output_index": 1}),
        (2600, {"type": "response.web_search_call.completed", "output_index": 1}),
    ]
    found = codes(made)
    assert found["tool-time"] == ([9, 10], "2.10 s went by while the web search ran.")
    assert "stall" not in found


def test_keepalives_only() -> None:
    made = message(["a"] * 4)
    quiet: Events = [(400 + 4000 * n, {"type": "keepalive"}) for n in range(1, 6)]
    found = codes([*made[:6], *quiet, *shifted(made, 0, 22_000)[6:]])
    assert found["keepalives"][0] == list(range(6, 11))


def test_a_late_end() -> None:
    made = message(["a"] * 10)
    assert codes(shifted(made, len(made) - 1, 3000))["late-end"][0] == [13, 17]


def test_stamps_in_step_with_frames_are_the_clients() -> None:
    made = message(["a"] * 90)
    made = [(300 + TICK_NS / MS * (n // 4), data) for n, (_, data) in enumerate(made)]
    assert "client" in codes(made)["client-late"][1]


def test_a_clock_that_goes_back() -> None:
    made = message(["a"] * 10)
    made[8] = (made[8][0] - 90, made[8][1])
    assert codes(made)["clock-back"][0] == [8]


def test_slow_reasoning_before_the_answer() -> None:
    item = {"type": "reasoning", "id": "rs_1"}
    think: Events = [
        (200, {"type": "response.output_item.added", "output_index": 1, "item": item}),
        (210, {"type": "response.reasoning_text.delta", "output_index": 1, "delta": "hm"}),
        (3000, {"type": "response.reasoning_text.delta", "output_index": 1, "delta": "so"}),
    ]
    found = codes([*think, *shifted(message(), 0, 3000)])
    assert "reasoning came first" in found["slow-answer"][1]


def test_nothing_is_said_without_times_or_events() -> None:
    assert codes(message(), timed=False) == {}
    assert codes([]) == {}
