"""Paints the rows of a conversation that are in a window."""

from __future__ import annotations

from typing import Final, NamedTuple

from textual.strip import Strip

from ppchat.tui.transcript.code_cursor import CodeCursor, CodeMarks
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.highlight.highlights import Highlights
from ppchat.tui.transcript.highlight.search import Search
from ppchat.tui.transcript.render.paint import PaintStyle, paint_row
from ppchat.tui.transcript.render.row import TextRow
from ppchat.tui.transcript.window.gutter import gutter
from ppchat.tui.transcript.window.new_below import new_below_strip

_PLACE_SIGN: Final = "❯"


class Window(NamedTuple):
    """What a window shows of the column, and how."""

    top: int
    """The row of the column that is its first."""
    height: int
    """Its rows; the one below them says that there is more."""
    paint_style: PaintStyle
    code_marks: CodeMarks
    current: int
    """The cell that has the keys; -1 for none."""
    place: int
    """The row of the column that was chosen; -1 for none."""
    selected: str
    """The turn whose answer is marked; empty for none."""
    search: Search | None
    plain: bool


class WindowPainter:
    """Paints the rows of `column`."""

    def __init__(self, column: Column, code: CodeCursor, highlights: Highlights) -> None:
        self._column = column
        self._code = code
        self._highlights = highlights

    def strip(
        self, y: int, window: Window, *, highlighted: bool = True
    ) -> tuple[Strip, int, TextRow | None]:
        """The strip at `y` of the window, with its cell index and its row."""
        paint_style, column = window.paint_style, self._column
        if y == window.height:
            return new_below_strip(paint_style), -1, None
        line = window.top + y
        if not column.views or line >= column.height:
            return _blank(paint_style), -1, None
        index, local, row = column.row_at(line)
        if row is None:
            return _blank(paint_style), -1, None
        view, marks = column.views[index], window.code_marks
        if not window.plain:
            selected = bool(window.selected) and view.cell.turn == window.selected
            sign, style = gutter(
                view,
                local,
                # Of the cell that has the keys, the row that was chosen is marked alone.
                current=line == window.place if window.place >= 0 else index == window.current,
                selected=selected,
                joined=selected and column.continues_answer(index),
            )
            mark = _PLACE_SIGN if line == window.place else marks.signs.get(line, " ")
            paint_style = paint_style._replace(gutter=sign, gutter_style=style, sign=mark)
        if line == marks.head and marks.marked is not None:
            row = self._code.head_row(marks.marked, row)
        cursor = view.cell.growing and not window.plain and row is view.last_text_row
        highlights = (
            self._highlights.for_cell(index, view.cell, window.search) if highlighted else ()
        )
        return paint_row(row, paint_style, highlights, cursor), index, row


def _blank(paint_style: PaintStyle) -> Strip:
    return Strip.blank(paint_style.row_width, paint_style.palette.style(""))
