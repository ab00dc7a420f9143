"""What can be copied out of a cell: pieces of its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.geometry import Offset
from textual.selection import Selection

from ppchat.core.view.cell import Cell
from ppchat.tui.transcript.cells.cell_view import CellView
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.render.row import TextRow

_TASK_BOX: Final = re.compile(r"\[[ xX]\] $")


def selected_sources(selection: Selection, views: Sequence[CellView]) -> list[str]:
    """The selected source of each cell, without those of which nothing is selected."""
    sources = []
    for index, view in enumerate(views):
        start, stop = selected_range(selection, index, len(view.cell.text))
        if stop > start:
            sources.append(selected_source(view.cell, *whole_formulas(view, start, stop)))
    return sources


def selected_source(cell: Cell, start: int, stop: int) -> str:
    """The source from `start` to `stop`, with the line's leading markup right before it."""
    before = cell.text.slice(max(0, start - 80), start)
    markup = before.rpartition("\n")[2]
    if markup and not _TASK_BOX.sub("", markup).strip("#>*_-+`~ \t0123456789.)"):
        return markup.lstrip() + cell.text.slice(start, stop)
    return cell.text.slice(start, stop)


def selected_range(selection: Selection, index: int, length: int) -> tuple[int, int]:
    """The selected range of the cell `index`, whose text has `length` characters."""
    first: Offset = selection.start if selection.start is not None else Offset(0, 0)
    last = selection.end
    start = first.x if index == first.y else 0 if index > first.y else length
    if last is None or index < last.y:
        return start, length
    return start, min(length, last.x) if index == last.y else 0


def whole_formulas(view: CellView, start: int, stop: int) -> tuple[int, int]:
    """The source range, widened to the whole of the formulas that it begins or ends in."""
    for offset in (start, stop - 1):
        index = view.leaf_index_at(offset)
        rows = view.leaf_views[index].rows if index >= 0 else ()
        for span in (span for row in rows for span in row.spans if span.extent):
            if span.start <= offset < span.stop:
                start, stop = min(start, span.start), max(stop, span.stop)
    return start, stop


def word_at(cell: Cell, offset: int) -> tuple[int, int]:
    """The range of the word at the source offset `offset`."""
    begin = max(0, offset - 200)
    around = cell.text.slice(begin, offset + 200)
    start = stop = offset - begin
    while start > 0 and (around[start - 1].isalnum() or around[start - 1] == "_"):
        start -= 1
    while stop < len(around) and (around[stop].isalnum() or around[stop] == "_"):
        stop += 1
    return begin + start, begin + stop


def selectable_range(view: CellView, offset: int, clicks: int) -> tuple[int, int]:
    """The range that several clicks select: a word, or from the third on its whole block."""
    return word_at(view.cell, offset) if clicks == 2 else view.leaf_range_at(offset)


def visible_links(column: Column, rows: range) -> list[str]:
    """The addresses in some rows, from top to bottom, without duplicates."""
    urls: dict[str, None] = {}
    for y in rows:
        index, _, row = column.row_at(y)
        for span in row.spans if row is not None else ():
            if url := column.views[index].resolve_link(span.href):
                urls[url] = None
    return list(urls)


def href_at(row: TextRow, x: int) -> str:
    """The address of the link drawn at terminal cell `x` of a row; empty if there is none."""
    begin = sum(cell_len(span.text) for span in row.prefix)
    for span in row.spans:
        end = begin + cell_len(span.text)
        if begin <= x < end:
            return span.href
        begin = end
    return ""
