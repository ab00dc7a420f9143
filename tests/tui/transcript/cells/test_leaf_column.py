"""Leaves below one another: where each begins, and what is laid out of them."""

from __future__ import annotations

import pytest

from ppchat.core.markdown import Document, Leaf
from ppchat.tui.transcript.cells.leaf_column import LeafColumn
from ppchat.tui.transcript.render.leaf_rows import TextLayout

SOURCE = "# Herons\n\n" + "They wait. " * 30 + "\n\n- one\n- two\n\n```python\nx = 1\n```\n"


def leaves_of(source: str) -> list[Leaf]:
    document = Document(lambda start, stop: source[start:stop])
    document.extend(len(source))
    return [*document.leaves, *document.tail(False)]


@pytest.fixture
def column() -> LeafColumn:
    column = LeafColumn(lambda start, stop: SOURCE[start:stop], TextLayout(20), "")
    column.replace(0, leaves_of(SOURCE))
    return column


def test_an_empty_column_has_no_rows() -> None:
    column = LeafColumn(lambda start, stop: "", TextLayout(20), "")
    assert (column.height, column.top(0), column.index_at(0)) == (0, 0, -1)


def test_each_row_is_in_the_leaf_that_it_is_located_in(column: LeafColumn) -> None:
    column.measure_each(range(len(column.views)), 1 << 60)
    assert column.height == sum(len(view.rows) for view in column.views)
    for y in range(column.height):
        index, row = column.locate(y)
        assert column.top(index) + row == y
        assert row < len(column.views[index].rows)


def test_no_more_is_laid_out_than_is_needed(column: LeafColumn) -> None:
    assert column.measure_each(range(len(column.views)), 1) >= 1
    assert [bool(view.rows) for view in column.views][:2] == [True, False]


def test_leaves_that_stay_the_same_keep_their_views(column: LeafColumn) -> None:
    before = list(column.views)
    column.replace(0, leaves_of(SOURCE.replace("x = 1", "x = 10")))
    assert [view in before for view in column.views] == [True] * (len(before) - 1) + [False]


def test_another_layout_has_other_heights(column: LeafColumn) -> None:
    column.measure_each(range(len(column.views)), 1 << 60)
    narrow = column.height
    column.set_layout(TextLayout(80))
    column.measure_each(range(len(column.views)), 1 << 60)
    assert column.height < narrow


def test_an_offset_is_in_the_leaf_that_begins_before_it(column: LeafColumn) -> None:
    leaf = column.views[column.index_at(SOURCE.index("wait"))].leaf
    assert leaf.start <= SOURCE.index("wait") < leaf.stop
