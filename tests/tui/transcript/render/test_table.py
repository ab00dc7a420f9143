"""The rows of a table: its cells, the widths of its columns, their alignment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.tui.transcript.render.row import Span, TextRow
from ppchat.tui.transcript.render.row import width as span_width
from ppchat.tui.transcript.render.table import (
    CellSpans,
    fit_widths,
    natural_widths,
    split_row,
    table_rows,
)


def cells(*texts: str) -> CellSpans:
    return [[Span(text)] if text else [] for text in texts]


def lines(rows: list[TextRow]) -> list[str]:
    return ["".join(span.text for span in row.spans) for row in rows]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("| a | b |", [("a", 2), ("b", 6)]),
        ("a|b", [("a", 0), ("b", 2)]),
        (r"| a \| b |", [("a | b", 2)]),
        ("| |", [("", 2)]),
    ],
)
def test_a_row_is_split_at_its_bars(line: str, expected: list[tuple[str, int]]) -> None:
    assert split_row(line) == expected


def test_a_column_is_as_wide_as_its_widest_line() -> None:
    wide: CellSpans = [[Span("ab"), Span("c"), Span("\n"), Span("日本")], [], [Span("x")]]
    assert natural_widths([cells("a", "", "xyz"), wide], 3) == [4, 1, 3]
    assert natural_widths([], 2) == [1, 1]


@pytest.mark.parametrize(
    ("widths", "available", "wraps", "expected"),
    [
        ([3, 4], 10, False, ([3, 4], False)),
        ([3, 40], 30, False, ([3, 24], False)),
        ([3, 40, 41], 49, False, ([3, 20, 20], False)),
        ([9, 9, 90], 20, False, ([9, 9, 48], True)),
        ([9, 9, 90], 20, True, ([5, 5, 4], False)),
        ([9, 9, 90], 1, True, ([1, 1, 1], False)),
    ],
)
def test_widths_that_fit(
    widths: list[int], available: int, wraps: bool, expected: tuple[list[int], bool]
) -> None:
    assert fit_widths(widths, available, wraps) == expected


@given(st.lists(st.integers(1, 200), min_size=1, max_size=8), st.integers(16, 120), st.booleans())
def test_a_squeezed_table_fits_or_is_marked_as_wider(
    widths: list[int], available: int, wraps: bool
) -> None:
    fitted, wide = fit_widths(widths, available, wraps)
    assert all(1 <= size <= natural for size, natural in zip(fitted, widths, strict=True))
    room = available - 3 * (len(widths) - 1)
    assert wide or sum(fitted) <= max(room, len(widths))
    assert not (wide and wraps)


def test_cells_are_aligned_and_the_heading_has_a_rule() -> None:
    rows = table_rows(
        [cells("a", "b", "c"), cells("1", "2", "3")], [3, 3, 3], "lrc", False, True, 7
    )
    assert lines(rows) == ["a   │   b │  c", "────┼─────┼────", "1   │   2 │  3"]
    assert {row.offset for row in rows} == {7}


def test_a_wrapped_cell_takes_several_rows() -> None:
    rows = table_rows([cells("one two", "x")], [3, 1], "--", False, False, 0)
    assert [line.rstrip() for line in lines(rows)] == ["one │ x", "two │"]


def test_wide_characters_are_measured_in_terminal_cells() -> None:
    rows = table_rows([cells("日本", "x"), cells("a", "y")], [4, 1], "--", False, False, 0)
    assert [span_width(row.spans) for row in rows] == [8, 8]
