"""A table's source lines → rows with light rules; its first part sets the widths for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ppchat.core.markdown.line_rules import cell_ranges
from ppchat.tui.transcript.render.row import Span, TextRow, width
from ppchat.tui.transcript.render.wrap import wrap_spans

_MIN_COLUMN: Final = 8
"""Width a column keeps when a table is squeezed; below it the table scrolls sideways."""
_MAX_COLUMN: Final = 48
"""Maximum width of a column in a table that scrolls sideways."""
_SEPARATOR: Final = " │ "

CellSpans = list[list[Span]]
"""The spans of each cell of one table row."""


def split_row(line: str) -> list[tuple[str, int]]:
    """The text of each cell of a table row, and its offset in the line."""
    return [(line[begin:stop].replace("\\|", "|"), begin) for begin, stop in cell_ranges(line)]


def natural_widths(rows: Sequence[CellSpans], columns: int) -> list[int]:
    """The width of each column, in terminal cells, when nothing is wrapped."""
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


def fit_widths(widths: Sequence[int], available: int, wraps: bool) -> tuple[list[int], bool]:
    """Column widths for `available` terminal cells, and whether the table is still wider."""
    room = available - len(_SEPARATOR) * (len(widths) - 1)
    if sum(widths) <= room:
        return list(widths), False
    if room < sum(min(size, _MIN_COLUMN) for size in widths) and not wraps:
        return [min(size, _MAX_COLUMN) for size in widths], True
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
    rows: Sequence[CellSpans],
    widths: Sequence[int],
    alignments: str,
    wide: bool,
    header: bool,
    offset: int,
) -> list[TextRow]:
    """Rows of `rows` in columns of `widths`; with `header`, a rule below the first."""
    result: list[TextRow] = []
    for number, row in enumerate(rows):
        wrapped_cells = [_wrap_cell(cell, size) for cell, size in zip(row, widths, strict=True)]
        start = next((span.start for cell in row for span in cell if span.start >= 0), offset)
        for line in range(max(map(len, wrapped_cells), default=1)):
            spans: list[Span] = []
            padding = 0
            for column, (cell_rows, size) in enumerate(zip(wrapped_cells, widths, strict=True)):
                if column:
                    spans.append(Span(" " * padding))
                    spans.append(Span(_SEPARATOR, "rule"))
                content = cell_rows[line] if line < len(cell_rows) else []
                free = max(0, size - width(content))
                align = alignments[column : column + 1]
                left = free if align == "r" else free // 2 if align == "c" else 0
                spans.append(Span(" " * left))
                spans.extend(content)
                padding = free - left
            result.append(TextRow([span for span in spans if span.text], offset=start, wide=wide))
        if header and number == 0:
            rule = "─┼─".join("─" * size for size in widths)
            result.append(TextRow([Span(rule, "rule")], offset=start, wide=wide))
    return result


def _wrap_cell(cell: list[Span], size: int) -> list[list[Span]]:
    """The rows of a cell; a short one, as most are, is not split into words."""
    if not cell or (len(cell) == 1 and len(cell[0].text) <= size and cell[0].text.isascii()):
        return [cell]
    return wrap_spans(cell, size)
