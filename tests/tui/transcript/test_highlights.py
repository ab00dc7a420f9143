"""What is marked in the text of cells."""

from __future__ import annotations

from dataclasses import replace

from textual.geometry import Offset
from textual.selection import Selection

from ppchat.core.text.rope import Text
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.highlights import Marks
from ppchat.tui.transcript.render.paint import Mark

CELL = Cell("a", CellKind.ANSWER, Text("grey herons wait"))


def test_a_cell_has_none_unless_something_is_said_of_it() -> None:
    assert Marks().of(0, CELL, None) == []


def test_heat_stays_with_its_cell_until_it_is_taken_off() -> None:
    marks = Marks()
    assert marks.of(0, CELL, None) == []
    marks.tint("a", [(0, 4, 1), (5, 11, 9)])
    assert marks.of(0, CELL, None) == [Mark(0, 4, "heat1"), Mark(5, 11, "heat4")]
    assert marks.of(1, replace(CELL, key="b"), None) == []
    marks.tint("a", [])
    assert marks.of(0, CELL, None) == []


def test_what_was_added_is_marked() -> None:
    assert Marks().of(0, replace(CELL, added=(5, 11)), None) == [Mark(5, 11, "added")]


def test_a_selection_marks_the_cells_that_it_goes_through() -> None:
    marks = Marks()
    marks.select(Selection(Offset(5, 0), Offset(4, 1)))
    assert marks.of(0, CELL, None) == [Mark(5, 16, "select")]
    assert marks.of(1, CELL, None) == [Mark(0, 4, "select")]
    assert marks.of(2, CELL, None) == []
    marks.select(None)
    assert marks.of(0, CELL, None) == []
