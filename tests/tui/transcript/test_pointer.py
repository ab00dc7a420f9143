"""What a click meets."""

from __future__ import annotations

from textual.geometry import Offset

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.pointer import clicked_selection, target_at
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from tests.support.transcripts import answer, prompt


def column_of(*cells: Cell) -> Column:
    column = Column(TextLayout(60))
    column.update(cells)
    column.measure_end(100)
    return column


def test_text_a_link_and_a_heading() -> None:
    tool = Cell("turn/9/tool", CellKind.TOOL, Rope("{}"), "search", language="json")
    column = column_of(prompt("Where?"), answer("See [here](https://a.example)."), tool)
    text = target_at(column, 0, 3)
    link = target_at(column, 5, 3)
    heading = target_at(column, 0, column.height - 1)
    assert text is not None
    assert link is not None
    assert heading is not None
    assert (text.cell_index, text.url, text.is_text, text.toggles) == (1, "", True, False)
    assert link.url == "https://a.example"
    assert (heading.cell_index, heading.toggles, heading.is_text) == (2, True, False)


def test_below_the_text_is_nothing() -> None:
    column = column_of(answer("Here."))
    assert target_at(column, 0, column.height) is None
    assert target_at(Column(TextLayout(60)), 0, 0) is None


def test_two_clicks_select_a_word_and_three_its_block() -> None:
    column = column_of(answer("Grey herons.\n\nTall."))
    word = clicked_selection(column, Offset(6, 0), 2)
    block = clicked_selection(column, Offset(6, 0), 3)
    assert word is not None
    assert block is not None
    assert (word.start, word.end) == (Offset(5, 0), Offset(11, 0))
    assert (block.start, block.end) == (Offset(0, 0), Offset(12, 0))
    assert clicked_selection(column, Offset(4, 0), 2) != word
