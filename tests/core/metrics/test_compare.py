"""Figures side by side, with what one differs from the first."""

from __future__ import annotations

from ppchat.core.metrics.compare import axis_end, comparison, growth
from tests.support.made import MS, message, recording

FAST = recording(message())
SLOW = recording(message(start_ms=600, gap_ms=40))


def test_figures_and_differences() -> None:
    found = {each.name: each for each in comparison([FAST, SLOW])}
    assert found["TTFT"].values == (302, 602)
    assert found["TTFT"].difference(1) == 300
    assert found["ICL p50"].ratio(1) == 2
    assert found["characters"].values == (18, 18)
    assert found["tokens out"].values == (3, 3)


def test_what_one_does_not_tell_has_no_difference() -> None:
    found = {each.name: each for each in comparison([FAST, recording([])])}
    assert found["TTFT"].values == (302, None)
    assert found["TTFT"].difference(1) is None
    assert found["TTFT"].ratio(1) is None


def test_the_text_grows_on_a_shared_axis() -> None:
    end = axis_end([FAST, SLOW])
    assert end == 723 * MS
    fast, slow = growth(FAST, end, 100), growth(SLOW, end, 100)
    assert fast[40] == 0
    assert fast[50] == slow[-1] == 18
    assert slow[50] == 0
    assert growth(FAST, 0, 5) == [0, 0, 0, 0, 18]
    assert growth(FAST, end, 0) == []
