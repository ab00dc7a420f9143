"""Stretches without a delta, and what ran meanwhile."""

from __future__ import annotations

from ppchat.core.checks.silences import describe_tools, silences
from tests.support.messages import SEARCH
from tests.support.recordings import MS, T0_NS, build_recording
from tests.support.schedules import PING, Schedule, answer, insert, tool


def test_silences_from_the_request_to_the_terminal_event() -> None:
    end = answer([0])[-1][1]
    recording = build_recording([*answer([400, 900, 950])[:-1], (1300, end)])
    spans = [(s.start, s.stop, s.duration_ns // MS, s.after_delta) for s in silences(recording)]
    assert spans == [(-1, 2, 400, False), (2, 3, 500, True), (4, 6, 350, True)]


def test_overlapping_tools_count_once() -> None:
    calls: list[Schedule] = [
        tool("web_search_call", 400, 1400, 1),
        tool("image_generation_call", 900, 2400, 2),
        tool("file_search_call", 2900, 3010, 3),
    ]
    silence = silences(build_recording(insert(answer([300, 4300]), *calls)))[1]
    assert silence.tool_ns == 2110 * MS
    assert silence.idle_ns == 1890 * MS
    assert describe_tools(silence) == (
        "2.11 s passed while the web search and the image generation ran"
    )


def test_work_is_cut_to_the_silence_and_keepalives_are_counted() -> None:
    thinking = {"type": "reasoning", "id": "rs_1"}
    schedule: Schedule = [
        (100, {"type": "response.output_item.added", "output_index": 1, "item": thinking}),
        (800, PING),
        (900, {"type": "response.output_item.done", "output_index": 1, "item": thinking}),
    ]
    first, second = silences(build_recording(insert(answer([300, 1300]), schedule)))
    assert [(work.start_ns, work.stop_ns) for work in second.reasoning] == [
        (T0_NS + 300 * MS, T0_NS + 900 * MS)
    ]
    assert (first.reasoning_ns, second.reasoning_ns) == (200 * MS, 600 * MS)
    assert (first.keepalives, second.keepalives) == (0, 1)


def test_a_tool_runs_from_its_input_to_its_result_in_another_item() -> None:
    late = 4000.0
    timed = [(100.0 + n * 20 + (late if n >= 4 else 0), data) for n, data in enumerate(SEARCH)]
    recording = build_recording(timed)
    (silence,) = [entry for entry in silences(recording) if entry.stop == 8]
    assert describe_tools(silence) == "4.04 s passed while the web search ran"
