"""The part of an axis that is looked at."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.tui.events.time_window import Window


def test_zoom_keeps_a_time_where_it_is() -> None:
    assert Window(0, 1000).zoomed(2, 500) == (250, 750)
    assert Window(0, 1000).zoomed(4, 0) == (0, 250)
    assert Window(250, 750).zoomed(0.5, 500) == (0, 1000)


def test_panning_and_centring_keep_the_length() -> None:
    assert Window(100, 300).panned(0.25) == (150, 350)
    assert Window(100, 300).panned(-1) == (-100, 100)
    assert Window(100, 300).centred(1000) == (900, 1100)
    assert Window(100, 300).holds(Window(100, 300).middle)
    assert not Window(100, 300).holds(301)


def test_what_is_as_long_as_the_axis_is_all_of_it() -> None:
    assert Window(-5, 95).fitted(100, 10) is None
    assert Window(-50, 40).fitted(100, 10) == (0, 90)
    assert Window(50, 140).fitted(100, 10) == (10, 100)
    assert Window(50, 51).fitted(100, 10) == (50, 60)


@settings(deadline=None, max_examples=60)
@given(st.integers(-500, 1500), st.integers(0, 2000), st.integers(1, 1000), st.integers(1, 50))
def test_a_fitted_window_lies_within_the_axis(
    low: int, length: int, whole: int, least: int
) -> None:
    fitted = Window(low, low + length).fitted(whole, least)
    if fitted is None:
        assert length >= whole
    else:
        assert fitted.low >= 0
        assert fitted.length == max(length, least)
        assert fitted.high <= max(whole, least)
