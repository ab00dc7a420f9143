"""The visible part of an axis."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.tui.events.chart.time_window import TimeWindow


def test_zoom_keeps_a_time_where_it_is() -> None:
    assert TimeWindow(0, 1000).zoom(2, 500) == (250, 750)
    assert TimeWindow(0, 1000).zoom(4, 0) == (0, 250)
    assert TimeWindow(250, 750).zoom(0.5, 500) == (0, 1000)


def test_panning_and_centring_keep_the_length() -> None:
    assert TimeWindow(100, 300).pan(0.25) == (150, 350)
    assert TimeWindow(100, 300).pan(-1) == (-100, 100)
    assert TimeWindow(100, 300).center_on(1000) == (900, 1100)
    assert TimeWindow(100, 300).contains(TimeWindow(100, 300).middle)
    assert not TimeWindow(100, 300).contains(301)


def test_a_window_as_long_as_the_axis_is_the_whole_axis() -> None:
    assert TimeWindow(-5, 95).clamp(100, 10) is None
    assert TimeWindow(-50, 40).clamp(100, 10) == (0, 90)
    assert TimeWindow(50, 140).clamp(100, 10) == (10, 100)
    assert TimeWindow(50, 51).clamp(100, 10) == (50, 60)


@settings(deadline=None, max_examples=60)
@given(st.integers(-500, 1500), st.integers(0, 2000), st.integers(1, 1000), st.integers(1, 50))
def test_a_clamped_window_lies_within_the_axis(
    low: int, length: int, axis_length: int, min_length: int
) -> None:
    window = TimeWindow(low, low + length).clamp(axis_length, min_length)
    if window is None:
        assert length >= axis_length
    else:
        assert window.low >= 0
        assert window.length == max(length, min_length)
        assert window.high <= max(axis_length, min_length)
