"""The ticks of an axis are round, and their labels never touch."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ppchat.tui.events.chart.time_axis import Tick, axis_ticks
from ppchat.tui.events.chart.time_window import TimeWindow

S = 1_000_000_000


def test_the_first_tick_names_the_unit() -> None:
    ticks = axis_ticks(TimeWindow(0, 3 * S), 33, timed=True)
    assert ticks == [Tick(0, "0 s"), Tick(11, "1"), Tick(22, "2")]


def test_a_part_of_the_axis_begins_at_its_first_round_time() -> None:
    ticks = axis_ticks(TimeWindow(1_950_000_000, 2_350_000_000), 40, timed=True)
    assert ticks[0] == Tick(5, "2 s")
    assert [tick.label for tick in ticks] == ["2 s", "2.1", "2.2", "2.3"]


def test_events_are_counted_without_a_unit() -> None:
    ticks = axis_ticks(TimeWindow(0, 4_000), 40, timed=False)
    assert [tick.label for tick in ticks] == ["0", "1,000", "2,000", "3,000"]


@given(st.integers(0, 10**13), st.integers(1, 10**13), st.integers(1, 300), st.booleans())
def test_labels_never_touch(low: int, length: int, columns: int, timed: bool) -> None:
    ticks = axis_ticks(TimeWindow(low, low + length), columns, timed=timed)
    assert len(ticks) <= columns
    for left, right in pairwise(ticks):
        assert left.column + len(left.label) < right.column
