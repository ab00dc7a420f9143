"""The cells of a conversation in one column: laid out near the window, estimated elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.cells.cell_heading import CLIENT_KINDS, FOLDABLE_KINDS
from ppchat.tui.transcript.cells.cell_view import CellView
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import TextRow


class RowAnchor(NamedTuple):
    """A row by its cell and leaf, which stays valid when the rows above it change."""

    cell_index: int
    leaf_index: int = -1
    """-1 is the heading."""
    row: int = 0


class Column:
    """All rows of a conversation."""

    def __init__(self, layout: TextLayout) -> None:
        self.layout = layout
        self.views: list[CellView] = []
        self._bottoms: list[int] | None = None

    def update(self, cells: Sequence[Cell]) -> RowAnchor | None:
        """Show `cells`; the anchor of the first change, or None."""
        views = self.views
        changed: int | None = None
        for index, cell in enumerate(cells):
            if index < len(views):
                view = views[index]
                if view.cell is cell:
                    continue
                if view.cell.key == cell.key:
                    if view.update(cell) and changed is None:
                        changed = index
                    continue
                self._realign(cells, index)
                views[index].update(cell)
            else:
                views.append(CellView(cell, self.layout))
            changed = index if changed is None else changed
        if len(views) > len(cells):
            del views[len(cells) :]
            changed = len(cells) if changed is None else changed
        if changed is None:
            return None
        self._bottoms = None
        for index in range(max(1, changed), len(views)):
            views[index].set_tight(_is_tight(views[index - 1].cell, views[index].cell))
        if changed >= len(views):
            return RowAnchor(max(0, len(views) - 1))
        return RowAnchor(changed, views[changed].first_changed)

    def _realign(self, cells: Sequence[Cell], start: int) -> None:
        """Give the cells from `start` on their existing views, or new ones."""
        known = {view.cell.key: view for view in self.views[start:]}
        del self.views[start:]
        for cell in cells[start:]:
            view = known.pop(cell.key, None)
            self.views.append(view if view is not None else CellView(cell, self.layout))

    def set_layout(self, layout: TextLayout) -> None:
        self.layout = layout
        for view in self.views:
            view.set_layout(layout)
        self._bottoms = None

    def invalidate_heights(self) -> None:
        """Forget the heights, after that of a view has changed."""
        self._bottoms = None

    def bottoms(self) -> list[int]:
        """The row below each cell."""
        if self._bottoms is None:
            self._bottoms = list(accumulate(view.height for view in self.views))
        return self._bottoms

    @property
    def height(self) -> int:
        bottoms = self.bottoms()
        return bottoms[-1] if bottoms else 0

    def cell_top(self, index: int) -> int:
        """The row at which the cell `index` begins."""
        return self.bottoms()[index - 1] if index else 0

    def cell_index_at(self, y: int) -> int:
        """Index of the cell at row `y`."""
        return min(bisect_right(self.bottoms(), max(0, y)), len(self.views) - 1)

    def anchor_at(self, y: int) -> RowAnchor:
        """The anchor of row `y`."""
        index = self.cell_index_at(y)
        leaf_index, row = self.views[index].locate(y - self.cell_top(index))
        return RowAnchor(index, leaf_index, row)

    def y_of(self, anchor: RowAnchor) -> int:
        """The row at which `anchor` stands now."""
        if not self.views:
            return 0
        view = self.views[anchor.cell_index]
        return self.cell_top(anchor.cell_index) + view.leaf_top(anchor.leaf_index) + anchor.row

    def anchor_of(self, index: int, offset: int) -> RowAnchor:
        """The anchor of the row that holds the source offset `offset` of a cell."""
        view = self.views[index]
        leaf_index = view.leaf_index_at(offset)
        if leaf_index < 0:
            return RowAnchor(index)
        view.measure(leaf_index)
        self._bottoms = None
        rows = view.leaf_views[leaf_index].rows
        line = max((number for number, row in enumerate(rows) if row.offset <= offset), default=0)
        return RowAnchor(index, leaf_index, line)

    def row_at(self, y: int) -> tuple[int, int, TextRow | None]:
        """The cell index at row `y`, the row number within the cell, and the row itself."""
        index = self.cell_index_at(y)
        local = y - self.cell_top(index)
        return index, local, self.views[index].row(local)

    def measure_around(self, anchor: RowAnchor, above: int, below: int) -> None:
        """Lay out `above` and `below` rows around `anchor`."""
        index, leaf_index = anchor.cell_index, anchor.leaf_index
        need = below + anchor.row
        while need > 0 and index < len(self.views):
            view = self.views[index]
            need -= view.measure_down(leaf_index, need) + (
                len(view.heading) if leaf_index < 0 else 0
            )
            index, leaf_index = index + 1, -1
        index, leaf_index, need = anchor.cell_index, anchor.leaf_index, above
        while need > 0 and index >= 0:
            view = self.views[index]
            if leaf_index >= 0:
                need -= view.measure_up(leaf_index, need)
            need -= len(view.heading)
            index -= 1
            leaf_index = 1 << 60
        self._bottoms = None

    def measure_end(self, rows: int) -> None:
        """Lay out the last `rows` rows."""
        index, need = len(self.views) - 1, rows
        while need > 0 and index >= 0:
            view = self.views[index]
            need -= view.measure_up(1 << 60, need) + len(view.heading)
            index -= 1
        self._bottoms = None

    # The cells of a turn

    def turn_span(self, turn: str) -> range:
        """The indexes of the cells of a turn."""
        indexes = [index for index, view in enumerate(self.views) if view.cell.turn == turn]
        return range(indexes[0], indexes[-1] + 1) if indexes else range(0)

    def continues_answer(self, index: int) -> bool:
        """Whether the cell at `index` and the one above it are of the same answer."""
        if not index:
            return False
        above, below = self.views[index - 1].cell, self.views[index].cell
        return above.kind not in CLIENT_KINDS and above.turn == below.turn

    def answer_index(self, turn: str) -> int:
        """The cell with the first text of the answer of a turn, else its last cell; -1 for none."""
        span = self.turn_span(turn)
        with_text = (index for index in span if self._is_answer_text(index))
        return next(with_text, span[-1] if span else -1)

    def answer_text(self, turn: str) -> str:
        """The Markdown of the answer of a turn."""
        span = self.turn_span(turn)
        texts = [str(self.views[i].cell.text) for i in span if self._is_answer_text(i)]
        return "\n\n".join(texts)

    def _is_answer_text(self, index: int) -> bool:
        cell = self.views[index].cell
        return cell.kind is CellKind.ANSWER and len(cell.text) > 0

    def cursor_place(self, turn: str) -> tuple[int, int]:
        """The cell and the offset of what the event at the cursor added, else of the turn's end.

        The cell is -1 if the turn has none.
        """
        span = self.turn_span(turn)
        for index in span:
            if (added := self.views[index].cell.added) is not None:
                return index, added[0]
        return (span[-1], len(self.views[span[-1]].cell.text)) if span else (-1, 0)

    def image_index(self, current: int, rows: range) -> int:
        """The cell `current` if it is an image, else the first image in `rows`; -1 for none."""
        chosen = [current] if 0 <= current < len(self.views) else []
        in_rows = (self.row_at(y)[0] for y in rows)
        return next((at for at in (*chosen, *in_rows) if self.views[at].cell.image), -1)

    def first_offset(self, index: int, rows: range) -> int:
        """The first source offset of the cell at `index` that stands in `rows`; 0 if none does."""
        for y in rows:
            cell_index, _, row = self.row_at(y)
            starts = [span.start for span in row.spans if span.start >= 0] if row else []
            if cell_index == index and starts:
                return starts[0]
        return 0


def _is_tight(above: Cell, below: Cell) -> bool:
    """Whether no empty row separates two cells: a title and its reasoning, two tool calls."""
    if below.kind is CellKind.FIGURES:
        return True
    if below.kind is CellKind.IMAGE:
        return above.kind is CellKind.TOOL
    if below.kind not in FOLDABLE_KINDS:
        return False
    return above.kind in FOLDABLE_KINDS or (above.kind is CellKind.ANSWER and not len(above.text))
