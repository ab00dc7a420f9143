"""The cells of a conversation in one column of rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.column import Column, RowAnchor
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from tests.support.pictures import image_cell

LAYOUT = TextLayout(30)


def cell(key: str, text: str = "A grey heron.", kind: CellKind = CellKind.ANSWER) -> Cell:
    return Cell(key, kind, Rope(text), title=key)


def column_of(*cells: Cell) -> Column:
    column = Column(LAYOUT)
    column.update(cells)
    return column


def row_texts(column: Column) -> Iterator[str]:
    """All rows, laid out."""
    column.measure_end(1 << 30)
    for y in range(column.height):
        row = column.row_at(y)[2]
        assert row is not None
        yield "".join(span.text for span in row.spans)


def test_rows_are_those_of_the_cells_in_order() -> None:
    column = column_of(cell("one"), cell("two", "Two.\n\nParagraphs."))
    assert list(row_texts(column)) == [
        *("", "one", "A grey heron."),
        *("", "two", "Two.", "", "Paragraphs."),
    ]
    assert [column.cell_index_at(y) for y in range(9)] == [0] * 3 + [1] * 6
    assert column.cell_top(1) == 3


def test_an_empty_column() -> None:
    column = column_of()
    column.measure_end(10)
    assert column.height == 0
    assert column.y_of(RowAnchor(0)) == 0
    assert column.update([]) is None


def test_an_update_returns_where_the_first_change_is() -> None:
    one, two = cell("one"), cell("two")
    column = column_of(one, two)
    list(row_texts(column))
    assert column.update([one, two]) is None
    assert column.update([one, cell("two")]) is None  # equal, though not the same
    assert column.update([one, cell("two", "A grey heron. It waits.")]) == RowAnchor(1, -1)
    assert column.update([one]) == RowAnchor(0)
    assert column.update([two]) == RowAnchor(0, -1)


def test_a_cell_that_moves_keeps_its_view() -> None:
    cells = [cell("one"), cell("two"), cell("three")]
    column = column_of(*cells)
    views = {view.cell.key: view for view in column.views}
    column.update([cells[2], cells[0], cell("new")])
    assert [view.cell.key for view in column.views] == ["three", "one", "new"]
    assert column.views[0] is views["three"]
    assert column.views[1] is views["one"]


@pytest.mark.parametrize(
    ("above", "below", "tight"),
    [
        (cell("a", ""), cell("b", kind=CellKind.REASONING), True),
        (cell("a"), cell("b", kind=CellKind.REASONING), False),
        (cell("a", kind=CellKind.TOOL), cell("b", kind=CellKind.TOOL), True),
        (cell("a", kind=CellKind.TOOL), cell("b"), False),
        (cell("a", kind=CellKind.PROMPT), cell("b", kind=CellKind.TOOL), False),
    ],
)
def test_an_empty_row_separates_cells_that_do_not_belong_together(
    above: Cell, below: Cell, tight: bool
) -> None:
    column = column_of(above, below)
    assert column.views[1].tight is tight
    assert not column.views[0].tight


def test_the_anchor_of_a_source_offset_is_the_row_that_holds_it() -> None:
    text = "A grey heron stands still in shallow water.\n\nIt waits."
    column = column_of(cell("one"), cell("two", text))
    column.measure_end(10)
    for word in ("grey", "shallow", "waits"):
        anchor = column.anchor_of(1, text.index(word))
        row = column.row_at(column.y_of(anchor))[2]
        assert row is not None
        assert word in "".join(span.text for span in row.spans)


@given(
    st.lists(
        st.sampled_from(["", "word " * 40, "a\n\nb\n\n```\nx\n```", "- x\n" * 30]), min_size=1
    ),
    st.integers(0, 300),
    st.integers(10, 80),
)
@settings(max_examples=60)
def test_an_anchor_keeps_its_row_when_the_rows_above_are_laid_out(
    texts: list[str], y: int, columns: int
) -> None:
    column = column_of(*(cell(str(n), text) for n, text in enumerate(texts)))
    column.measure_end(1 << 30)
    column.set_layout(TextLayout(columns))
    anchor = column.anchor_at(min(y, column.height - 1))
    column.measure_around(anchor, 0, 20)
    row = column.row_at(column.y_of(anchor))[2]
    column.measure_around(anchor, 1 << 30, 0)
    assert column.row_at(column.y_of(anchor))[2] is row


CELLS = (
    Cell("a/prompt", CellKind.PROMPT, Rope("Question")),
    Cell("a/0/text0", CellKind.ANSWER, Rope("Answer")),
    Cell("b/prompt", CellKind.PROMPT, Rope("Another")),
    Cell("b/model", CellKind.ANSWER, Rope(), title="a model"),
    Cell("b/0/text0", CellKind.REASONING, Rope("Hm")),
    Cell("b/1/text0", CellKind.ANSWER, Rope("One\n\nTwo\n\nThree"), added=(5, 8)),
    Cell("b/2/text0", CellKind.ANSWER, Rope("Four")),
)


def test_the_cells_of_a_turn_are_those_with_its_key() -> None:
    assert column_of(*CELLS).turn_span("b") == range(2, 7)
    assert column_of(*CELLS).turn_span("c") == range(0)
    joined = [column_of(*CELLS).continues_answer(index) for index in range(len(CELLS))]
    assert joined == [False, False, False, False, True, True, True]
    assert column_of(*CELLS).answer_index("b") == 5
    assert column_of(*CELLS[:5]).answer_index("b") == 4
    assert column_of().answer_index("b") == -1
    assert column_of(*CELLS).answer_text("b") == "One\n\nTwo\n\nThree\n\nFour"


def test_the_cursor_is_at_what_its_event_added() -> None:
    assert column_of(*CELLS).cursor_place("b") == (5, 5)
    assert column_of(*CELLS).cursor_place("a") == (1, 6)
    assert column_of(*CELLS).cursor_place("c") == (-1, 0)


def test_the_first_character_in_sight() -> None:
    cells = column_of(*CELLS)
    cells.measure_end(100)
    top = cells.cell_top(5)
    assert cells.first_offset(5, range(top, top + 3)) == 0
    assert cells.first_offset(5, range(top + 2, top + 9)) == 5
    assert cells.first_offset(1, range(top, top + 3)) == 0


def test_the_image_that_keys_act_on_is_the_current_one_or_the_first_in_sight() -> None:
    column = Column(TextLayout(60))
    cells = [
        Cell("turn/prompt", CellKind.PROMPT, Rope("Draw.")),
        *(image_cell("AAAA", number=n) for n in range(2)),
    ]
    column.update(cells)
    everything = range(column.height)
    assert column.image_index(2, everything) == 2
    assert column.image_index(-1, everything) == 1
    assert column.image_index(0, everything) == 1
    assert column.image_index(9, range(0)) == -1
    assert Column(TextLayout(60)).image_index(0, range(0)) == -1
