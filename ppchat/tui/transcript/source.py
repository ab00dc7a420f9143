"""What is taken out of a cell: pieces of its source, as they were written."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.core.cell import Cell
from ppchat.core.markdown import Kind
from ppchat.tui.transcript.cell_view import CellView


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
