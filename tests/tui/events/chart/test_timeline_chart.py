"""The lines of a timeline, for any window, size and cursor."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.color import Color

from ppchat.core.inspect.rounds.lanes import RoundLanes
from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.chart.time_window import TimeWindow
from ppchat.tui.events.chart.timeline_chart import TimelineChart, label_width
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.themes import DARK
from tests.support.chunks import chat_recording, chunk
from tests.support.exchanges import weather_exchange
from tests.support.recordings import MS, build_recording, delta, item_added, message_events
from tests.support.showcase import parallel_calls

STYLES = EventStyles(DARK.to_color_system().generate(), Color.parse("#101010"))
STEADY = build_recording(message_events(["a"] * 30))


def chart(
    source: Recording | Rounds,
    window: TimeWindow | None = None,
    width: int = 73,
    height: int = 8,
) -> TimelineChart:
    lanes = RoundLanes(as_rounds(source))
    lanes.grow()
    return TimelineChart(
        lanes, None, window or TimeWindow(0, max(1, lanes.end)), width, height, STYLES
    )


def lines(
    recording: Recording | Rounds,
    position: int | None = None,
    window: TimeWindow | None = None,
    *,
    hovering: bool = False,
    **size: int,
) -> list[str]:
    position = len(recording) if position is None else position
    strips = chart(recording, window, **size).lines(position, position - 1, hovering=hovering)
    return [strip.text.rstrip() for strip in strips]


def items(*kinds: str) -> Recording:
    """A recording of output items, one after another."""
    events: list[tuple[float, dict[str, Any]]] = []
    for index, kind in enumerate(kinds):
        events += [item_added(100 * index, index, kind), delta(100 * index + 50, "x", index)]
    return build_recording(events)


def test_lanes_of_the_same_type_are_numbered() -> None:
    shown = lines(items("message", "reasoning", "message"))
    assert [line[:13].rstrip() for line in shown[1:4]] == ["message 0", "reasoning", "message 2"]


def test_lanes_are_named_as_the_dialect_numbers_its_items() -> None:
    shown = lines(parallel_calls())
    assert [line[:13].rstrip() for line in shown[1:5]] == [
        *("reasoning", "message", "call 0", "call 1")
    ]
    shown = lines(chat_recording(chunk(content="a"), chunk(index=1, reasoning="b")))
    assert [line[:13].rstrip() for line in shown[1:3]] == ["message", "reasoning c1"]


def test_lanes_that_do_not_fit_are_counted() -> None:
    many = items(*["message"] * 12)
    shown = lines(many, height=8)
    assert [line[:13].rstrip() for line in shown[1:5]] == [f"message {n}" for n in range(8, 12)]
    assert shown[5].startswith("+8 more")
    assert "message 0 " in lines(many, 1, height=8)[1]


def test_the_wait_has_a_mark_for_the_headers_and_one_for_the_first_delta() -> None:
    marks = lines(STEADY, window=TimeWindow(0, 600 * MS))[0][13:]
    assert marks.index("▒") == marks.count("░") == 2
    assert marks.rindex("▒") == 29  # until the first delta after 302 ms
    silent = build_recording([*message_events(["a"] * 9)[:-4], (5000, message_events()[-1][1])])
    assert lines(silent)[0].count("░") > 30


def test_the_axis_has_round_ticks() -> None:
    assert lines(STEADY, window=TimeWindow(0, 600 * MS))[2].split()[:5] == [
        *("0", "s", "0.1", "0.2", "0.3")
    ]
    untimed = build_recording(message_events(["a"] * 30), timed=False)
    assert lines(untimed)[2].split() == [str(n) for n in range(0, 36, 5)]
    assert lines(untimed)[0] == "by event: this recording has no timestamps"


def test_the_ticks_go_through_the_lines() -> None:
    grown = lines(STEADY, window=TimeWindow(0, 6000 * MS))
    ticks = [x for x, char in enumerate(grown[2]) if char.isdigit()]
    assert [x for x, char in enumerate(grown[1]) if char == "┊"] == ticks


def test_the_longest_gap_is_named() -> None:
    gap = message_events(["a"] * 20)
    slow = build_recording([(ms + 400 * (n > 12), data) for n, (ms, data) in enumerate(gap)])
    for width, before in ((100, False), (24, True)):
        shown = lines(slow, window=TimeWindow(0, 1000 * MS), width=width)[3]
        bars = [max(0, ord(char) - 0x2800) for char in shown]
        longest = next(
            x for x, dots in enumerate(bars) if dots & 0x47 == 0x47 or dots & 0xB8 == 0xB8
        )
        assert (shown.index("420 ms") < longest) is before


def test_the_event_described_is_in_the_last_line() -> None:
    assert lines(STEADY)[4].split()[0] == "p50"
    assert lines(STEADY, 10)[4].endswith("0.402 s  event 9 of 38  output_text.delta")
    assert lines(STEADY, 0)[4].endswith("before the first event")
    assert lines(STEADY, 10, hovering=True, width=40)[4].strip() == "0.402 s  event 9"


def test_the_cursor_is_on_the_axis() -> None:
    assert "▲" not in lines(STEADY)[2]
    assert lines(STEADY, 0)[2].index("▲") == label_width(73)
    half = lines(STEADY, 20, TimeWindow(0, 1204 * MS))[2].index("▲") - label_width(73)
    assert half == 30  # event 19 came after 602 ms


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 5)), max_size=20),
    st.integers(0, 20),
    st.integers(1, 100),
    st.integers(1, 16),
    st.integers(0, 2000),
    st.booleans(),
)
def test_any_chart_has_lines_of_its_width(
    events: list[tuple[int, int]], position: int, width: int, height: int, low: int, timed: bool
) -> None:
    recording = build_recording([delta(ms, "x", index) for ms, index in events], timed=timed)
    window = TimeWindow(low * MS, low * MS + 300 * MS) if timed else TimeWindow(low, low + 5)
    shown = chart(recording, window, width, height).lines(
        min(position, len(recording)), position - 1, hovering=False
    )
    assert 1 <= len(shown) <= height
    assert {strip.cell_length for strip in shown} == {width}


@pytest.mark.parametrize("height", range(1, 14))
def test_a_lane_goes_before_the_statistics_where_the_height_is_small(height: int) -> None:
    shown = lines(STEADY, height=height)
    assert shown[0].startswith("wait")
    assert (len(shown) > 1 and shown[1].startswith("message")) is (height > 1)
    assert any("p50" in line for line in shown) is (height >= 5)


def test_rounds_share_the_axis_and_the_lanes_of_their_types() -> None:
    rounds = Rounds(weather_exchange(calls=2, pause_ms=800))
    strips = chart(rounds).lines(len(rounds), 17, hovering=False)
    wait, calls, words, *_ = [strip.text.rstrip() for strip in strips]
    assert (calls[:13].strip(), words[:13].strip()) == ("function", "message")
    assert wait.count("800 ms") == 2
    middle = len(wait) // 2
    assert calls[13:middle].strip("┊ ")
    assert calls[middle:].strip("┊ ")
    assert not words[13:middle].strip("┊ ")


def test_the_time_between_rounds_is_dimmed_after_the_cursor() -> None:
    rounds = Rounds(weather_exchange(pause_ms=800))
    for position, style in ((12, STYLES.accent), (1, STYLES.faint)):
        strip = chart(rounds).lines(position, position - 1, hovering=False)[0]
        pauses = [segment for segment in strip if "╌" in segment.text]
        assert pauses
        assert all(segment.style == STYLES.base + style for segment in pauses)


def test_an_event_is_described_in_its_round() -> None:
    rounds = Rounds(weather_exchange(pause_ms=800))
    text = chart(rounds).lines(8, 7, hovering=True)[-1].text
    assert "1.400 s  round 2, event 1 of 6  output_item.added" in text
