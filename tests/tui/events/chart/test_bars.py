"""Two bars share a column, each of one to four dots."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.tui.events.chart.bars import bar_columns


def test_bars_grow_from_the_bottom() -> None:
    assert bar_columns([1, 2, 3, 4]) == ["⣠", "⣾"]
    assert bar_columns([4, 0, 0, 0]) == ["⡇", ""]


def test_a_value_is_visible_however_small() -> None:
    assert bar_columns([0, 1, 1000, 0]) == ["⢀", "⡇"]
    assert bar_columns([0, 0]) == [""]
    assert bar_columns([]) == []


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12))))
def test_any_values_take_a_column_per_two(pairs: list[tuple[int, int]]) -> None:
    columns = bar_columns([value for pair in pairs for value in pair])
    assert len(columns) == len(pairs)
    assert [column == "" for column in columns] == [pair == (0, 0) for pair in pairs]
