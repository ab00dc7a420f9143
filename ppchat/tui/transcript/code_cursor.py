"""The code blocks of a conversation: those in the window, and the marked one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from ppchat.core.markdown import LeafKind
from ppchat.core.text.display import pluralize
from ppchat.tui.transcript.cells.cell_view import CellView
from ppchat.tui.transcript.column import Column, RowAnchor
from ppchat.tui.transcript.render.leaf_content import language
from ppchat.tui.transcript.render.row import Span, TextRow

_KINDS: Final = (LeafKind.FENCE, LeafKind.CODE)
DIGITS: Final = 9
"""How many blocks of the window have a number."""


class CodeBlock(NamedTuple):
    """A code block, by the indexes of its cell and of its first leaf; in the order of the text."""

    cell_index: int
    first_leaf: int


class CodeMarks(NamedTuple):
    """What is drawn at the code blocks in a window."""

    signs: Mapping[int, str]
    """Signs in the margin, by row: the numbers of the blocks, and a bar along the marked one."""
    head: int = -1
    """The row at the head of the marked block."""
    marked: CodeBlock | None = None


class CodeCursor:
    """Goes through the code blocks of `column`."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._mark: tuple[str, int] | None = None
        """The key of the cell of the marked block, and the index of its first leaf."""

    @property
    def marked(self) -> CodeBlock | None:
        """The marked block, unless it is not in the conversation any more."""
        if self._mark is None:
            return None
        key, first_leaf = self._mark
        views = self._column.views
        index = next((index for index, view in enumerate(views) if view.cell.key == key), -1)
        if index < 0 or views[index].folded or first_leaf >= len(views[index].leaf_views):
            return None
        block = _block_of(index, views[index], first_leaf)
        return block if block == (index, first_leaf) else None

    def mark(self, block: CodeBlock) -> None:
        self._mark = self._column.views[block.cell_index].cell.key, block.first_leaf

    def in_window(self, rows: range) -> list[CodeBlock]:
        """The blocks of which a row is among `rows` of the conversation."""
        return list(self.first_rows(rows))

    def numbered(self, number: int, rows: range) -> CodeBlock | None:
        """The block with that number in `rows`; with 0, the marked one there, else the first."""
        blocks = self.in_window(rows)
        if not number and (marked := self.marked) in blocks:
            return marked
        index = max(1, number) - 1
        return blocks[index] if index < len(blocks) else None

    def first_rows(self, rows: range) -> dict[CodeBlock, int]:
        """The first row of each block in these rows, counted from the top of the conversation."""
        column = self._column
        bottom = min(rows.stop, column.height)
        result: dict[CodeBlock, int] = {}
        y = rows.start
        while column.views and y < bottom:
            anchor = column.anchor_at(y)
            view = column.views[anchor.cell_index]
            leaf_top = y - anchor.row
            if anchor.leaf_index < 0:
                below = column.cell_top(anchor.cell_index) + len(view.heading)
                y = max(y + 1, below)  # what is not laid out yet has no leaf below its heading
                continue
            block = _block_of(anchor.cell_index, view, anchor.leaf_index)
            leaf = view.leaf_views[anchor.leaf_index].leaf
            height = max(1, view.measure(anchor.leaf_index))
            head = leaf_top + (leaf.space_above and leaf.part == 0)
            if block is not None and block not in result and max(y, head) < bottom:
                result[block] = max(y, head)
            y = leaf_top + height
        return result

    def step(self, by: int, rows: range) -> CodeBlock | None:
        """The block after (or, with -1, before) the marked one, else the first (last) in sight."""
        here: tuple[int, int]
        in_window = self.in_window(rows)
        if (marked := self.marked) in in_window and marked is not None:
            here = marked
        elif in_window:
            return in_window[0 if by > 0 else -1]
        elif not self._column.views:
            return None
        else:
            here = self._column.anchor_at(rows.start)[:2]
        views = self._column.views
        indexes = range(here[0], len(views)) if by > 0 else range(here[0], -1, -1)
        for cell_index in indexes:
            blocks = [block for block in self._blocks(cell_index) if (block > here) == (by > 0)]
            blocks = [block for block in blocks if block != here]
            if blocks:
                return blocks[0 if by > 0 else -1]
        return None

    def _blocks(self, cell_index: int) -> Iterator[CodeBlock]:
        view = self._column.views[cell_index]
        if view.folded:
            return
        view.parse()
        self._column.invalidate_heights()
        for index in range(len(view.leaf_views)):
            if (block := _block_of(cell_index, view, index)) == (cell_index, index):
                yield block

    def rows(self, block: CodeBlock) -> tuple[int, int]:
        """The rows from the head of a block to below its end."""
        view = self._column.views[block.cell_index]
        top = self._column.cell_top(block.cell_index)
        head = view.leaf_top(block.first_leaf)
        head += view.leaf_views[block.first_leaf].leaf.space_above
        return top + head, top + view.leaf_top(self._stop_leaf(block))

    def anchor(self, block: CodeBlock) -> RowAnchor:
        """The anchor of the head of a block."""
        leaf = self._column.views[block.cell_index].leaf_views[block.first_leaf].leaf
        return RowAnchor(*block, int(leaf.space_above))

    def _stop_leaf(self, block: CodeBlock) -> int:
        """Index of the leaf after the last of a block."""
        leaf_views = self._column.views[block.cell_index].leaf_views
        index = block.first_leaf
        while index < len(leaf_views) and not leaf_views[index].leaf.last:
            index += 1
        return min(index + 1, len(leaf_views))

    def text(self, block: CodeBlock) -> str:
        """The content of a block, unchanged."""
        view = self._column.views[block.cell_index]
        leaf_views = view.leaf_views[block.first_leaf : self._stop_leaf(block)]
        lines = [line for leaf_view in leaf_views for line in leaf_view.leaf.lines]
        if leaf_views[0].leaf.depths:  # JSON, which is printed on other lines than it came on
            lines = [(lines[0][0], lines[-1][1])]
        return "".join(f"{view.cell.text.slice(*line)}\n" for line in lines)

    def _language(self, block: CodeBlock) -> str:
        return language(self._column.views[block.cell_index].leaf_views[block.first_leaf].leaf)

    def describe(self, block: CodeBlock) -> str:
        """How much a block holds: 12 lines of python."""
        lines = pluralize(self.text(block).count("\n"), "line")
        return f"{lines} of {self._language(block) or 'code'}"

    def marks(self, rows: range) -> CodeMarks:
        """What is drawn at the blocks in these rows."""
        first_rows = self.first_rows(rows)
        signs = {y: str(n) for n, y in enumerate(islice(first_rows.values(), DIGITS), 1)}
        block = self.marked
        if block not in first_rows or block is None:
            return CodeMarks(signs)
        head, stop = self.rows(block)
        bar = dict.fromkeys(range(max(head, rows.start), min(stop, rows.stop)), "▐")
        return CodeMarks(bar | signs, head, block)

    def head_row(self, block: CodeBlock, row: TextRow) -> TextRow:
        """The row at the head of the marked block, in place of `row`."""
        blocks = list(self._blocks(block.cell_index))
        position = f"{blocks.index(block) + 1} of {len(blocks)}"
        label = " · ".join(filter(None, (self._language(block), position, "c copies")))
        return TextRow([Span(f" {label}", "label")], row.offset, row.prefix, background="code")


def _block_of(cell_index: int, view: CellView, leaf_index: int) -> CodeBlock | None:
    """The block that a leaf is a part of, if it has a line."""
    leaf = view.leaf_views[leaf_index].leaf
    is_code = leaf.kind in _KINDS and leaf.lines
    return CodeBlock(cell_index, leaf_index - leaf.part) if is_code else None
