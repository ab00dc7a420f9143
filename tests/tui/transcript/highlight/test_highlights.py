"""Highlights in the text of cells."""

from __future__ import annotations

from dataclasses import replace

from textual.geometry import Offset
from textual.selection import Selection

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.highlight.highlights import Highlights
from ppchat.tui.transcript.render.paint import Highlight

CELL = Cell("a", CellKind.ANSWER, Rope("grey herons wait"))


def test_a_cell_has_no_highlights_by_default() -> None:
    assert Highlights().for_cell(0, CELL, None) == []


def test_a_tint_stays_with_its_cell_until_it_is_removed() -> None:
    highlights = Highlights()
    assert highlights.for_cell(0, CELL, None) == []
    highlights.set_tint("a", [(0, 4, 1), (5, 11, 9)])
    assert highlights.for_cell(0, CELL, None) == [
        Highlight(0, 4, "heat1"),
        Highlight(5, 11, "heat4"),
    ]
    assert highlights.for_cell(1, replace(CELL, key="b"), None) == []
    highlights.set_tint("a", [])
    assert highlights.for_cell(0, CELL, None) == []


def test_added_text_is_highlighted() -> None:
    assert Highlights().for_cell(0, replace(CELL, added=(5, 11)), None) == [
        Highlight(5, 11, "added")
    ]


def test_a_selection_highlights_every_cell_it_covers() -> None:
    highlights = Highlights()
    highlights.set_selection(Selection(Offset(5, 0), Offset(4, 1)))
    assert highlights.for_cell(0, CELL, None) == [Highlight(5, 16, "select")]
    assert highlights.for_cell(1, CELL, None) == [Highlight(0, 4, "select")]
    assert highlights.for_cell(2, CELL, None) == []
    highlights.set_selection(None)
    assert highlights.for_cell(0, CELL, None) == []
