"""Where the time went: streams of a known schedule in, findings with their numbers out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ppchat.core.checks.reads import reads
from ppchat.core.checks.timing import timing_findings
from ppchat.core.recording.recording import Recording
from ppchat.core.text.display import format_duration
from tests.support.recordings import MS, build_recording, message_events
from tests.support.schedules import PING, Schedule, Timed, answer, insert, packets, tool, with_pause

EVEN = [300 + 20.0 * n for n in range(40)]


def check(schedule: Iterable[Timed], **options: Any) -> dict[str, str]:
    """The messages of the findings by code; none occurs twice."""
    results = timing_findings(build_recording(schedule, **options))
    messages = {finding.code: finding.message for finding in results}
    assert len(messages) == len(results)
    return messages


def untimed_request(schedule: Schedule) -> Recording:
    """A recording of a stream whose request was made elsewhere."""
    source = build_recording(schedule)
    result = Recording(source.request)
    result.extend(source.frames())
    return result


# Smooth streams.


@pytest.mark.parametrize(
    ("size", "gap_ms"), [(1, 20), (10, 5), (20, 10), (40, 12), (1, 0.5), (4, 2), (1, 90)]
)
def test_a_smooth_stream_has_no_findings_however_fast(size: int, gap_ms: float) -> None:
    assert check(answer(packets([size] * 40, [gap_ms] * 39))) == {}


@st.composite
def smooth_times(draw: st.DrawFn) -> list[float]:
    """The times of deltas in packets of any size at uneven, short intervals."""
    count = draw(st.integers(5, 60))
    most, mean = draw(st.sampled_from([(1, 0.5), (1, 20), (1, 55), (3, 3), (3, 40), (12, 12)]))
    sizes = draw(st.lists(st.integers(1, most), min_size=count, max_size=count))
    spread = st.floats(0.2, 1.7).map(lambda factor: mean * factor)
    gaps = draw(st.lists(spread, min_size=count - 1, max_size=count - 1))
    # Packets at even intervals would be flushes: spread them over both halves of the range.
    gaps = [gap if n % 2 else mean * (0.2 if n % 4 else 1.7) for n, gap in enumerate(gaps)]
    return packets(sizes, gaps, draw(st.floats(25, 1900)))


@settings(deadline=None, max_examples=150)
@given(smooth_times())
def test_no_smooth_schedule_has_a_finding(times: list[float]) -> None:
    assert check(answer(times)) == {}


@settings(deadline=None, max_examples=150)
@given(smooth_times(), st.data(), st.floats(600, 40_000))
def test_one_silence_is_reported_once_with_its_length(
    times: list[float], data: st.DataObject, pause_ms: float
) -> None:
    starts = [n for n in range(1, len(times)) if times[n] - times[n - 1] > 1]
    if not starts:
        return
    n = data.draw(st.sampled_from(starts))
    times = with_pause(times, n, pause_ms)
    recording = build_recording(answer(times))
    assume(len(reads(recording)) > 4)  # all that follows a silence in one read was held back
    results = timing_findings(recording)
    assert [finding.code for finding in results] == ["stall"]
    length = round(times[n] * MS) - round(times[n - 1] * MS)
    assert f"No delta arrived for {format_duration(length)};" in results[0].message
    assert list(results[0].events) == [n + 1, n + 2]


# Stalls.


@pytest.mark.parametrize("times", [[25.0, 630.0], [25.0, 630.0, 635.0], [25.0, 30.0, 635.0]])
def test_an_answer_of_a_few_reads_can_stall(times: list[float]) -> None:
    assert list(check(answer(times))) == ["stall"]


@pytest.mark.parametrize("times", [[25.0, 1025.0, 2025.0], [25.0, 1025.0, 2025.0, 3025.0]])
def test_an_answer_that_is_slow_throughout_does_not_stall(times: list[float]) -> None:
    assert "stall" not in check(answer(times))


@pytest.mark.parametrize(("pause", "stalls"), [(490, 0), (500, 0), (501, 1), (510, 1)])
def test_a_stall_is_longer_than_500_ms(pause: float, stalls: int) -> None:
    messages = check(answer(with_pause(EVEN, 20, pause - 20)))
    assert len(messages) == stalls
    if stalls:
        assert (
            f"No delta arrived for {pause} ms; the median gap between reads is 20 ms."
            in (messages["stall"])
        )


def test_a_stall_of_a_slow_stream_is_five_times_its_median_gap() -> None:
    slow = [300 + 200.0 * n for n in range(20)]
    assert check(answer(with_pause(slow, 10, 790))) == {}
    assert (
        "1.01 s; the median gap between reads is 200 ms"
        in (check(answer(with_pause(slow, 10, 810)))["stall"])
    )


@pytest.mark.parametrize(
    ("meanwhile", "words"),
    [
        (PING, "No delta arrived for 9.02 s; 22 keepalives arrived meanwhile; the median"),
        ({"type": "keepalive"}, "; 22 keepalives arrived"),
        ({"type": "response.in_progress"}, "No delta arrived for 9.02 s; the median gap"),
        ({"type": "vendor.progress"}, "No delta arrived for 9.02 s; the median gap"),
    ],
)
def test_other_events_do_not_hide_a_stall(meanwhile: Any, words: str) -> None:
    others = [(1000 + 400.0 * n, meanwhile) for n in range(22)]
    messages = check(insert(answer(with_pause(EVEN, 20, 9000)), others))
    assert words in messages.pop("stall")
    assert messages == {}


def test_the_longest_stalls_are_listed_and_the_others_counted() -> None:
    times = [300 + 20.0 * n for n in range(100)]
    for n in range(8):
        times = with_pause(times, 10 * n + 5, 800 + 100 * n)
    results = timing_findings(build_recording(answer(times)))
    assert len(results) == 6
    assert "Also 3 shorter stalls, 2.76 s in all." in [finding.message for finding in results]


def test_reasoning_of_which_nothing_is_streamed_is_named() -> None:
    item = {"type": "reasoning", "id": "rs_1"}
    thinking: Schedule = [
        (700, {"type": "response.output_item.added", "output_index": 1, "item": item}),
        (4680, {"type": "response.output_item.done", "output_index": 1, "item": item}),
    ]
    messages = check(insert(answer(with_pause(EVEN, 20, 4000)), thinking))
    assert "4.02 s; 3.98 s of it in reasoning not streamed" in messages["stall"]


def test_a_late_end() -> None:
    schedule = answer(EVEN)
    schedule[-1] = (EVEN[-1] + 3000, schedule[-1][1])
    assert list(check(schedule)) == ["late-end"]
    assert "3.00 s before the terminal event" in check(schedule)["late-end"]


def test_a_stream_that_breaks_off_in_silence() -> None:
    pings = [(EVEN[-1] + 1000 * n, PING) for n in range(1, 9)]
    messages = check([*answer(EVEN)[:-2], *pings])
    assert (
        "No delta arrived in the last 8.00 s, until the stream ended; 8 keepalives"
        in (messages["stall"])
    )


# Time of tools.


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("web_search_call", "the web search ran"),
        ("image_generation_call", "the image generation ran"),
        ("file_search_call", "the file search ran"),
        ("mcp_list_tools", "the MCP tools ran"),
        ("x_search_call", "the X search ran"),
    ],
)
def test_time_of_a_tool_between_two_texts(kind: str, words: str) -> None:
    schedule = insert(answer(with_pause(EVEN, 20, 2480)), tool(kind, 1080, 3180))
    assert check(schedule) == {"tool-time": f"2.10 s passed while {words}."}


def test_time_of_a_tool_before_the_first_text() -> None:
    times = [3400 + 30.0 * n for n in range(20)]
    pings = [(400 + 100.0 * n, PING) for n in range(20)]
    schedule = insert(answer(times), tool("web_search_call", 300, 3300), pings)
    assert check(schedule) == {
        "tool-time": "3.00 s passed while the web search ran: of the 3.40 s to the first token "
        "(TTFT), 400 ms are left for the network and the model."
    }


def test_time_of_a_tool_at_the_end_and_without_any_text() -> None:
    image = tool("image_generation_call", EVEN[-1] + 10, EVEN[-1] + 8010)
    preview = {"type": "response.image_generation_call.partial_image", "output_index": 1}
    previews: Schedule = [(EVEN[-1] + 1000 * n, preview) for n in range(1, 8)]
    end = (EVEN[-1] + 8020, answer(EVEN)[-1][1])
    messages = check(insert(answer(EVEN)[:-1], image, previews, [end]))
    assert messages == {"tool-time": "8.00 s passed while the image generation ran."}
    messages = check(insert(answer(EVEN)[:1], image, previews, [end]))
    assert "8.00 s passed while the image generation ran: of the 9.10 s to the end" in (
        messages.pop("tool-time")
    )
    assert messages == {}


def test_several_calls_in_one_silence_are_one_finding() -> None:
    calls = [tool("web_search_call", 700 + 900 * n, 1580 + 900 * n, n + 1) for n in range(3)]
    messages = check(insert(answer(with_pause(EVEN, 20, 4700)), *calls))
    assert messages == {
        "tool-time": "2.64 s passed while the web search ran (3 calls); 2.08 s more passed "
        "without a delta."
    }


def test_a_tool_runs_once_its_input_is_complete() -> None:
    item = {"type": "code_interpreter_call", "id": "ci_1"}
    at = {"output_index": 1, "item_id": "ci_1"}
    code = "response.code_interpreter_call_code"
    call: Schedule = [
        (700, {"type": "response.output_item.added", "item": item, **at}),
        (1900, {"type": f"{code}.delta", "delta": "1+1", **at}),
        (1901, {"type": f"{code}.done", "code": "1+1", **at}),
        (4401, {"type": "response.code_interpreter_call.completed", **at}),
    ]
    messages = check(insert(answer(with_pause(EVEN, 20, 3800)), call))
    assert messages["tool-time"] == "2.50 s passed while the code interpreter ran."
    assert "No delta arrived for 1.22 s" in messages["stall"]


def test_a_call_that_the_client_answers_does_not_run_on_the_server() -> None:
    call = tool("function_call", 690, 3000)
    assert (
        "No delta arrived for 3.02 s"
        in (check(insert(answer(with_pause(EVEN, 20, 3000)), call))["stall"])
    )


def test_a_call_whose_answer_is_in_the_stream_ran_until_the_answer() -> None:
    call, output = (
        tool("shell_call", 690, 700),
        tool("shell_call_output", 3600, 3690, index=2),
    )
    assert check(insert(answer(with_pause(EVEN, 20, 3000)), call, output)) == {
        "tool-time": "2.99 s passed while the shell output ran."
    }


def test_a_tool_still_runs_when_the_stream_breaks_off() -> None:
    search = tool("web_search_call", EVEN[-1] + 10, 99_000)[:2]
    pings = [(EVEN[-1] + 1000 * n, PING) for n in range(1, 9)]
    assert check([*answer(EVEN)[:-2], *search, *pings]) == {
        "tool-time": "7.99 s passed while the web search ran."
    }


def test_events_of_a_tool_without_output_index() -> None:
    at = tool("web_search_call", 690, 3690)
    bare: Schedule = [(ms, {"type": data["type"]}) for ms, data in at[1:3]]  # type: ignore[call-overload]
    assert check(insert(answer(with_pause(EVEN, 20, 3000)), bare)) == {
        "tool-time": "3.00 s passed while the web search ran."
    }


# The start.


def test_a_slow_answer_after_other_output() -> None:
    item = {"type": "reasoning", "id": "rs_1"}
    delta = {"type": "response.reasoning_text.delta", "output_index": 1, "delta": "so"}
    thinking: Schedule = [
        (200, {"type": "response.output_item.added", "output_index": 1, "item": item}),
        *((210 + 100 * n, delta) for n in range(30)),
    ]
    messages = check(insert(answer([ms + 3000 for ms in EVEN]), thinking))
    assert messages == {
        "slow-answer": "The answer's first word came 3.09 s after the first token: reasoning "
        "came first."
    }


def test_a_silence_before_the_answer_is_not_reported_twice() -> None:
    delta = {"type": "response.reasoning_text.delta", "output_index": 1, "delta": "so"}
    item = {"type": "reasoning", "id": "rs_1"}
    thinking: Schedule = [
        (200, {"type": "response.output_item.added", "output_index": 1, "item": item}),
        (210, delta),
    ]
    search = tool("web_search_call", 300, 3300, index=2)
    assert list(check(insert(answer([ms + 3100 for ms in EVEN]), thinking, search))) == [
        "tool-time"
    ]


def test_without_the_time_of_the_request_nothing_is_known_of_the_start() -> None:
    late = answer([ms + 5000 for ms in EVEN])
    assert timing_findings(untimed_request(late)) == []
    search = tool("web_search_call", 300, 3300)
    messages = [
        finding.message
        for finding in timing_findings(untimed_request([*late[:1], *search, *late[1:]]))
    ]
    assert messages == ["3.00 s passed while the web search ran."]


def test_what_waited_in_a_pipe_was_not_held_back() -> None:
    waiting = [(max(800.0, ms), data) for ms, data in answer([300 + 50.0 * n for n in range(40)])]
    assert timing_findings(untimed_request(waiting)) == []


# Clocks.


def test_a_clock_that_goes_back_makes_all_else_uncertain() -> None:
    times = with_pause(EVEN, 20, 5000)
    times[30] -= 9000
    assert list(check(answer(times))) == ["clock-back"]
    assert "9.00 s" not in check(answer(times))["clock-back"]
    assert "by up to 8.98 s" in check(answer(times))["clock-back"]


@pytest.mark.parametrize("schedule", [answer(with_pause(EVEN, 20, 9000)), []])
def test_nothing_is_reported_without_times_or_events(schedule: Schedule) -> None:
    assert check(schedule, timed=False) == {}
    assert check([]) == {}


def test_a_recording_in_progress_has_the_findings_so_far() -> None:
    times: Iterable[float] = with_pause(EVEN, 20, 5000)
    assert list(check(answer(list(times))[:-2], end=None)) == ["stall"]
    assert check(message_events()[:2], end=None) == {}
