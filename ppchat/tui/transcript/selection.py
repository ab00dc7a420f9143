"""What is taken out of a cell: pieces of its source, as they were written."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from textual.geometry import Offset
from textual.selection import Selection

from ppchat.core.markdown import Kind
from ppchat.core.view.cell import Cell
from ppchat.tui.transcript.cell_view import CellView
from ppchat.tui.transcript.render.row import Row


class CodeBlock(NamedTuple):
    """A block of code in a cell."""

    part: int
    """The part it begins with."""
    stop: int
    """The part after its last."""
    text: str
    """Its content, exactly."""


def code_blocks(view: CellView) -> list[CodeBlock]:
    """The blocks of code in a cell that is read."""
    blocks: list[CodeBlock] = []
    begin = 0
    lines: list[str] = []
    for index, part in enumerate(view.parts):
        leaf = part.leaf
        if leaf.kind not in (Kind.FENCE, Kind.CODE):
            continue
        if leaf.part == 0:
            begin, lines = index, []
        lines.extend(view.cell.text.slice(*line) for line in leaf.lines)
        if leaf.last:
            blocks.append(CodeBlock(begin, index + 1, "".join(f"{line}\n" for line in lines)))
    return blocks


def selected(cell: Cell, start: int, stop: int) -> str:
    """The source from `start` to `stop`, with the markup that opens right before it."""
    before = cell.text.slice(max(0, start - 80), start)
    line = before.rpartition("\n")[2]
    if line and not line.strip("#>*_-+`~[ \t0123456789.)"):
        return line.lstrip() + cell.text.slice(start, stop)
    return cell.text.slice(start, stop)


def bounds(selection: Selection, index: int, length: int) -> tuple[int, int]:
    """The range of the cell `index`, of so many characters, that is selected."""
    first: Offset = selection.start if selection.start is not None else Offset(0, 0)
    last = selection.end
    start = first.x if index == first.y else 0 if index > first.y else length
    if last is None or index < last.y:
        return start, length
    return start, min(length, last.x) if index == last.y else 0


def word_at(cell: Cell, at: int) -> tuple[int, int]:
    """The word that the character at `at` is part of."""
    begin = max(0, at - 200)
    around = cell.text.slice(begin, at + 200)
    start = stop = at - begin
    while start > 0 and (around[start - 1].isalnum() or around[start - 1] == "_"):
        start -= 1
    while stop < len(around) and (around[stop].isalnum() or around[stop] == "_"):
        stop += 1
    return begin + start, begin + stop


def href_at(row: Row, x: int) -> str:
    """The address of the link that is drawn at cell `x` of a row, or nothing."""
    at = sum(cell_len(span.text) for span in row.head)
    for span in row.spans:
        end = at + cell_len(span.text)
        if at <= x < end:
            return span.href
        at = end
    return ""
