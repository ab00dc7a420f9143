"""Going through the code blocks of a conversation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.code_cursor import CodeBlock, CodeCursor
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import TextRow
from tests.support.transcripts import answer, prompt

LONG = "".join(f"x = {n}\t# \x1b\n" for n in range(500))
PIECES = (
    "Some words of text.\n\n",
    "```python\na = 1\nb = 2\n```\n\n",
    "```\nplain\n```\n\n",
    "- item\n\n  ```sh\n  ls\n  ```\n\n",
    "    indented\n\n",
    "```\n```\n\n",
    f"```python\n{LONG[:3000]}```\n\n",
    "> ```js\n> let a\n> ```\n\n",
)


def laid_out(*cells: Cell, width: int = 40) -> tuple[Column, CodeCursor]:
    column = Column(TextLayout(width))
    column.update(cells)
    for view in column.views:
        view.measure_down(0, 1 << 30)
    column.invalidate_heights()
    return column, CodeCursor(column)


def texts(*cells: Cell) -> list[str]:
    column, code = laid_out(*cells)
    return [code.text(block) for block in code.in_window(range(column.height))]


def test_code_is_copied_unchanged() -> None:
    text = f"a\n\n```python\n{LONG}```\n\n- b\n\n  ```\n  c\n    d\n  ```\n"
    assert texts(answer(text)) == [LONG, "c\n  d\n"]
    assert texts(answer("```\nnever closed")) == ["never closed\n"]
    assert texts(answer("```\nstill growing", growing=True)) == ["still growing\n"]
    assert texts(answer("no `code` block")) == texts(answer("")) == texts() == []


def test_blocks_are_gone_through_across_cells_but_not_in_folded_ones() -> None:
    tool = Cell("t", CellKind.TOOL, Rope('{"a": 1}'), "search", language="json")
    code = "```python\none\n```\n\n```\ntwo\n```\n"
    cells = (answer(code), tool, prompt("And?"), answer("words\n\n" * 30 + code, key="b"))
    column, cursor = laid_out(*cells)
    visited = []
    while (block := cursor.step(1, range(column.height))) is not None:
        cursor.mark(block)
        visited.append(cursor.text(block))
    assert visited == ["one\n", "two\n"] * 2
    assert cursor.describe(CodeBlock(0, 0)) == "1 line of python"
    back = []
    while (block := cursor.step(-1, range(column.height))) is not None:
        cursor.mark(block)
        back.append(cursor.text(block))
    assert back == ["one\n", "two\n", "one\n"]
    column.views[1].set_folded(False)
    assert len(texts(*cells)) == 4
    assert cursor.step(1, range(3, 8)) is not None


def test_without_a_mark_in_sight_the_window_decides() -> None:
    code = "```\none\n```\n\n" + "words\n\n" * 30 + "```\ntwo\n```\n\n```\nthree\n```\n"
    column, cursor = laid_out(answer(code))
    first, second, third = cursor.in_window(range(column.height))
    assert cursor.step(1, range(20, 30)) == second
    assert cursor.step(-1, range(20, 30)) == first
    cursor.mark(first)
    assert cursor.step(1, range(20, 30)) == second
    assert cursor.step(-1, range(column.height - 10, column.height)) == third


def test_a_mark_outlasts_what_arrives_and_what_is_taken_back() -> None:
    text = "```\none\n```\n\nwords\n\n```\ntwo"
    column, cursor = laid_out(answer(text, growing=True))
    cursor.mark(cursor.in_window(range(column.height))[1])
    marked = cursor.marked
    column.update([answer(text + "\nmore\n```\n\nend")])
    assert marked is not None
    assert cursor.marked == marked
    assert cursor.text(marked) == "two\nmore\n"
    column.update([answer(text[:20])])
    assert cursor.marked is None
    column.update([answer(text)])
    assert cursor.marked == marked
    column.update([prompt("another conversation")])
    assert cursor.marked is None


def test_the_head_names_position_and_key() -> None:
    column, cursor = laid_out(answer("```python\none\n```\n\n```\ntwo\n```\n"))
    for block, label in zip(
        cursor.in_window(range(column.height)),
        (" python · 1 of 2 · c copies", " 2 of 2 · c copies"),
        strict=True,
    ):
        cursor.mark(block)
        marks = cursor.marks(range(column.height))
        assert (marks.marked, marks.head) == (block, cursor.rows(block)[0])
        assert cursor.head_row(block, TextRow(())).spans[0].text == label


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.integers(0, 60), st.integers(1, 40))
def test_what_is_in_the_window_is_what_its_rows_show(
    pieces: list[str], top: int, height: int
) -> None:
    column, cursor = laid_out(answer("".join(pieces), title="model"))
    expected: dict[CodeBlock, int] = {}
    blocks, rows = cursor.in_window(range(column.height)), range(top, top + height)
    for y in rows[: max(0, column.height - top)]:
        for block in blocks:
            head, stop = cursor.rows(block)
            if head <= y < stop:
                expected.setdefault(block, y)
    assert cursor.first_rows(rows) == expected
    marks = cursor.marks(rows)
    assert list(marks.signs.values()) == [str(n) for n in range(1, min(9, len(expected)) + 1)]


def test_a_block_is_had_by_its_number_or_its_mark() -> None:
    column, cursor = laid_out(answer("```\none\n```\n\n```\ntwo\n```\n"))
    rows = range(column.height)
    first, second = cursor.in_window(rows)
    assert [cursor.numbered(n, rows) for n in range(4)] == [first, first, second, None]
    cursor.mark(second)
    assert cursor.numbered(0, rows) == second
    assert cursor.numbered(1, rows) == first


def test_text_that_is_not_laid_out_yet_has_no_block() -> None:
    column = Column(TextLayout(40))
    column.update([answer("```python\npass\n```\n" * 40)])
    assert CodeCursor(column).in_window(range(10)) == []
