"""What a line can begin, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.markdown import line_rules
from ppchat.core.markdown.line_rules import Fence, ListMarker


@pytest.mark.parametrize(
    ("line", "at", "columns", "end"),
    [("  a", 0, 2, 2), ("\ta", 0, 4, 1), (" \ta", 0, 4, 2), ("   ", 1, 2, 3), ("a", 0, 0, 0)],
)
def test_a_tab_reaches_to_the_next_fourth_column(
    line: str, at: int, columns: int, end: int
) -> None:
    assert line_rules.measure_indent(line, at) == (columns, end)
    assert line_rules.skip_columns(line, at, columns) == end


def test_no_more_columns_are_skipped_than_asked_for() -> None:
    assert line_rules.skip_columns("      a", 0, 4) == 4
    assert line_rules.skip_columns("a", 0, 4) == 0


@pytest.mark.parametrize(
    ("line", "fence"),
    [
        ("```", Fence("```", "")),
        ("````  py  ", Fence("````", "py")),
        ("~~~ a `b` ~", Fence("~~~", "a `b` ~")),
        ("``", None),
        ("``` a`b", None),
        ("~~", None),
    ],
)
def test_the_opening_line_of_fenced_code(line: str, fence: Fence | None) -> None:
    assert line_rules.parse_fence(line, 0) == fence


@pytest.mark.parametrize(
    ("line", "mark", "closes"),
    [
        ("```", "```", True),
        ("`````  ", "```", True),
        ("```", "````", False),
        ("``` py", "```", False),
        ("~~~", "```", False),
        ("", "```", False),
    ],
)
def test_a_fence_is_closed_by_one_as_long_with_nothing_after_it(
    line: str, mark: str, closes: bool
) -> None:
    assert line_rules.closes_fence(line, 0, mark) is closes


@pytest.mark.parametrize(
    ("line", "is_break"),
    [
        ("---", True),
        ("* * *  ", True),
        ("___________", True),
        ("--", False),
        ("-*-", False),
        ("--- a", False),
    ],
)
def test_a_thematic_break(line: str, is_break: bool) -> None:
    assert line_rules.is_thematic_break(line, 0) is is_break


@pytest.mark.parametrize(
    ("line", "level"), [("===", 1), ("=", 1), ("-- ", 2), ("= =", 0), ("=-", 0), ("", 0)]
)
def test_the_underline_of_a_heading(line: str, level: int) -> None:
    assert line_rules.setext_level(line, 0) == level


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("# a", "a"),
        ("# a ##  ", "a"),
        ("# a#", "a#"),
        ("###### ###", ""),
        ("# #", ""),
        ("#\ta", "a"),
    ],
)
def test_the_text_of_a_heading(line: str, text: str) -> None:
    match = line_rules.HEADING.match(line)
    assert match
    assert line[match.end() : line_rules.heading_end(line, match.end())] == text


@pytest.mark.parametrize("line", ["#a", "####### a", "a # b", ""])
def test_what_is_no_heading(line: str) -> None:
    assert line_rules.HEADING.match(line) is None


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("- a", ListMarker("-", None, 1)),
        ("+", ListMarker("+", None, 1)),
        ("*\ta", ListMarker("*", None, 1)),
        ("007) a", ListMarker(")", 7, 4)),
        ("123456789. a", ListMarker(".", 123456789, 10)),
        ("1234567890. a", None),
        ("-a", None),
        ("1.a", None),
        ("²) a", None),
    ],
)
def test_the_marker_of_a_list_item(line: str, marker: ListMarker | None) -> None:
    assert line_rules.parse_list_marker(line, 0) == marker


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| a | b |", ["a", "b"]),
        ("a|b", ["a", "b"]),
        ("| a \\| b | |", ["a \\| b", ""]),
        ("|鳥||", ["鳥", ""]),
        ("a\\", ["a\\"]),
        ("|", []),
        ("  ", []),
        ("", []),
    ],
)
def test_the_cells_of_a_table_row(line: str, cells: list[str]) -> None:
    assert [line[start:stop] for start, stop in line_rules.cell_ranges(line)] == cells


@given(st.text(alphabet="ab |\\`\t鳥", max_size=40))
def test_cells_stand_in_order_within_the_line(line: str) -> None:
    edges = [edge for cell in line_rules.cell_ranges(line) for edge in cell]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(line) for edge in edges)


@pytest.mark.parametrize(
    ("line", "alignments"),
    [
        ("|---|:-:|", "-c"),
        (" :- | -: ", "lr"),
        ("-", "-"),
        ("| : |", ""),
        ("|--|a|", ""),
        ("||", ""),
        ("", ""),
    ],
)
def test_the_delimiter_row_of_a_table(line: str, alignments: str) -> None:
    assert line_rules.column_alignments(line) == alignments
