"""The last rows of a text that grows."""

from __future__ import annotations

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.cells.cell_view import CellView
from ppchat.tui.transcript.cells.live_tail import TAIL_ROWS, tail_rows
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import TextRow

LAYOUT = TextLayout(20)


def text_of(row: TextRow) -> str:
    return "".join(span.text for span in row.spans).rstrip()


def test_only_the_last_rows_are_shown() -> None:
    rows = tail_rows(Rope("\n".join(f"line {n}" for n in range(9))), LAYOUT)
    assert [text_of(row) for row in rows] == ["line 5", "line 6", "line 7", "line 8"]


def test_long_lines_are_wrapped() -> None:
    rows = tail_rows(Rope("so it goes " * 100), LAYOUT)
    assert len(rows) == TAIL_ROWS
    assert all(len(text_of(row)) <= 20 for row in rows)


def test_reasoning_is_seen_as_it_comes_and_folds_when_it_ends() -> None:
    text = Rope("first\nsecond")
    view = CellView(Cell("k", CellKind.REASONING, Rope("first"), "thinking", True), LAYOUT)
    assert [text_of(row) for row in view.rows()] == ["", "thinking ▸", "first"]
    view.update(Cell("k", CellKind.REASONING, text, "thinking", True))
    assert [text_of(row) for row in view.rows()] == ["", "thinking ▸", "first", "second"]
    view.update(Cell("k", CellKind.REASONING, text, "thought for 0.9 s"))
    assert [text_of(row) for row in view.rows()] == ["", "thought for 0.9 s ▸"]


def test_the_topic_of_reasoning_stands_in_its_heading_alone() -> None:
    assert [text_of(row) for row in tail_rows(Rope("**Checking**\n\n2 + 2"), LAYOUT)] == ["2 + 2"]
    assert tail_rows(Rope("**Check"), LAYOUT) == []
