"""A table's source lines → rows with light rules; the first part sets the widths for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ppchat.core.markdown.line_rules import cells
from ppchat.tui.transcript.render.row import Row, Span, width
from ppchat.tui.transcript.render.wrap import wrapped

NARROWEST: Final = 8
"""Cells that a column keeps when a table is squeezed; narrower ones make it scroll sideways."""
WIDEST: Final = 48
"""Cells of a column in a table that scrolls sideways."""
_SEPARATOR: Final = " │ "

Cells = list[list[Span]]
"""The spans of each cell of one row."""


def split(line: str) -> list[tuple[str, int]]:
    """The text of each cell of a row, and where it stands in the line."""
    return [(line[begin:stop].replace("\\|", "|"), begin) for begin, stop in cells(line)]


def natural(rows: Sequence[Cells], columns: int) -> list[int]:
    """Cells each column takes when nothing is wrapped."""
    widths = [1] * columns
    for row in rows:
        for index, cell in enumerate(row):
            size = 0
            for span in cell:
                if span.text == "\n":
                    widths[index], size = max(widths[index], size), 0
                else:
                    size += width((span,))
            widths[index] = max(widths[index], size)
    return widths


def fitted(widths: Sequence[int], available: int, wraps: bool) -> tuple[list[int], bool]:
    """Widths of the columns in `available` cells, and whether the table is wider all the same."""
    room = available - len(_SEPARATOR) * (len(widths) - 1)
    if sum(widths) <= room:
        return list(widths), False
    if room < sum(min(size, NARROWEST) for size in widths) and not wraps:
        return [min(size, WIDEST) for size in widths], True
    room = max(room, len(widths))
    result = list(widths)
    limit = max(widths)
    low, high = 1, limit
    while low < high:  # the largest cap on a column with which all of them fit
        middle = (low + high + 1) // 2
        if sum(min(size, middle) for size in widths) <= room:
            low = middle
        else:
            high = middle - 1
    result = [min(size, low) for size in widths]
    spare = room - sum(result)
    for index, size in enumerate(widths):
        if spare > 0 and result[index] < size:
            result[index] += 1
            spare -= 1
    return result, False


def table_rows(
    rows: Sequence[Cells], widths: Sequence[int], aligned: str, wide: bool, header: bool, at: int
) -> list[Row]:
    """Rows of `rows` in columns of `widths`; with `header`, a rule below the first."""
    drawn: list[Row] = []
    for number, cells_ in enumerate(rows):
        wrapped_cells = [_wrapped(cell, size) for cell, size in zip(cells_, widths, strict=True)]
        start = next((span.start for cell in cells_ for span in cell if span.start >= 0), at)
        for line in range(max(map(len, wrapped_cells), default=1)):
            spans: list[Span] = []
            pad = 0
            for column, (cell_rows, size) in enumerate(zip(wrapped_cells, widths, strict=True)):
                if column:
                    spans.append(Span(" " * pad))
                    spans.append(Span(_SEPARATOR, "rule"))
                content = cell_rows[line] if line < len(cell_rows) else []
                free = max(0, size - width(content))
                align = aligned[column : column + 1]
                left = free if align == "r" else free // 2 if align == "c" else 0
                spans.append(Span(" " * left))
                spans.extend(content)
                pad = free - left
            drawn.append(Row([span for span in spans if span.text], at=start, wide=wide))
        if header and number == 0:
            rule = "─┼─".join("─" * size for size in widths)
            drawn.append(Row([Span(rule, "rule")], at=start, wide=wide))
    return drawn


def _wrapped(cell: list[Span], size: int) -> list[list[Span]]:
    """The rows of a cell; the usual one, of a word or two, is not searched for words."""
    if not cell or (len(cell) == 1 and len(cell[0].text) <= size and cell[0].text.isascii()):
        return [cell]
    return wrapped(cell, size)
