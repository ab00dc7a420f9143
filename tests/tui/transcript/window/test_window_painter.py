"""What is painted beside and below the rows of a window."""

from __future__ import annotations

import pytest
from textual.color import Color

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.style.text_styles import Palette
from ppchat.tui.transcript.code_cursor import CodeCursor, CodeMarks
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.highlight.highlights import Highlights
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.paint import PaintStyle
from ppchat.tui.transcript.window.window_painter import Window, WindowPainter

STYLE = PaintStyle(Palette({}, Color.parse("black")), column_width=20, row_width=30)
WINDOW = Window(0, 9, STYLE, CodeMarks({}), -1, -1, "", None, False)


@pytest.fixture
def painter() -> WindowPainter:
    column = Column(TextLayout(20))
    column.update(
        [
            Cell("1/prompt", CellKind.PROMPT, Rope("Why?")),
            Cell("1/0", CellKind.ANSWER, Rope("So.\n\n```\nx\n```"), growing=True),
        ]
    )
    column.measure_end(20)
    return WindowPainter(column, CodeCursor(column), Highlights())


def lines(painter: WindowPainter, window: Window) -> list[str]:
    return [painter.strip(y, window)[0].text for y in range(window.height + 1)]


def test_each_line_is_as_wide_as_the_window(painter: WindowPainter) -> None:
    assert {len(line) for line in lines(painter, WINDOW)} == {30}


def test_the_line_below_the_rows_says_that_there_is_more(painter: WindowPainter) -> None:
    texts = lines(painter, WINDOW._replace(height=2))
    assert "Why?" in texts[1]
    assert "↓ new" in texts[2]


def test_only_the_selected_answer_is_marked(painter: WindowPainter) -> None:
    assert not any("┃" in line for line in lines(painter, WINDOW))
    marked = [line for line in lines(painter, WINDOW._replace(selected="1")) if "┃" in line]
    assert any("So." in line for line in marked)
    assert not any("Why?" in line for line in marked)


def test_of_the_current_cell_a_chosen_row_is_marked_alone(painter: WindowPainter) -> None:
    window = WINDOW._replace(current=1)
    assert sum("█" in line for line in lines(painter, window)) > 1
    marked = [line for line in lines(painter, window._replace(place=4)) if "█" in line]
    assert [line[:2] for line in marked] == ["█❯"]
    assert not any("❯" in line for line in lines(painter, window._replace(place=4, plain=True)))


def test_signs_stand_beside_their_rows_unless_plain(painter: WindowPainter) -> None:
    window = WINDOW._replace(code_marks=CodeMarks({1: "7"}))
    assert lines(painter, window)[1][:2] == "▌7"
    assert "7" not in lines(painter, window._replace(plain=True))[1]
