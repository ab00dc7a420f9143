"""What is copied out of a cell."""

from __future__ import annotations

import pytest
from textual.geometry import Offset
from textual.selection import Selection

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.render.row import Span, TextRow
from ppchat.tui.transcript.selection import (
    href_at,
    selected_range,
    selected_source,
    word_at,
)


def cell(text: str) -> Cell:
    return Cell("a", CellKind.ANSWER, Rope(text))


@pytest.mark.parametrize(
    ("text", "part", "source"),
    [
        ("a\n- item", "item", "- item"),
        ("> - [x] done", "done", "> - [x] done"),
        ("1. [ ] open", "open", "1. [ ] open"),
        ("- [the guide](https://a.example)", "the guide", "the guide"),
        ("x axis", "axis", "axis"),
        ("    12. twelve", "twelve", "12. twelve"),
        ("## Heading", "Heading", "## Heading"),
        ("A **grey** heron", "heron", "heron"),
        ("A **grey** heron", "A **", "A **"),
    ],
)
def test_a_selection_includes_the_markup_at_the_beginning_of_its_line(
    text: str, part: str, source: str
) -> None:
    start = text.index(part)
    assert selected_source(cell(text), start, start + len(part)) == source


@pytest.mark.parametrize(
    ("selection", "ranges"),
    [
        (Selection(None, None), [(0, 10), (0, 10), (0, 10)]),
        (Selection(Offset(3, 1), None), [(10, 10), (3, 10), (0, 10)]),
        (Selection(None, Offset(4, 1)), [(0, 10), (0, 4), (0, 0)]),
        (Selection(Offset(3, 0), Offset(4, 2)), [(3, 10), (0, 10), (0, 4)]),
        (Selection(Offset(3, 1), Offset(99, 1)), [(10, 10), (3, 10), (0, 0)]),
    ],
)
def test_the_selected_range_of_each_cell(
    selection: Selection, ranges: list[tuple[int, int]]
) -> None:
    assert [selected_range(selection, index, 10) for index in range(3)] == ranges


@pytest.mark.parametrize(
    ("text", "offset", "word"),
    [
        ("a grey_1 heron", 4, "grey_1"),
        ("a grey heron", 2, "grey"),
        ("a grey heron", 11, "heron"),
        ("größe.", 3, "größe"),
        ("a, b", 2, ""),
        ("", 0, ""),
        ("x" * 1000, 500, "x" * 400),
    ],
)
def test_the_word_at_an_offset(text: str, offset: int, word: str) -> None:
    start, stop = word_at(cell(text), offset)
    assert text[start:stop] == word


@pytest.mark.parametrize(
    ("x", "href"), [(0, ""), (2, ""), (4, "u"), (7, "u"), (8, "v"), (9, ""), (99, "")]
)
def test_the_link_at_a_terminal_cell(x: int, href: str) -> None:
    row = TextRow(
        [Span("日"), Span("本語", href="u"), Span("b", href="v")], prefix=[Span("▎ ", "bar")]
    )
    assert href_at(row, x) == href
