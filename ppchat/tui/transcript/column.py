"""The cells of a conversation above each other, laid out near the window and guessed elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.cell_heading import FOLDING
from ppchat.tui.transcript.cell_view import CellView
from ppchat.tui.transcript.render.leaf_rows import Frame
from ppchat.tui.transcript.render.row import Row


class Place(NamedTuple):
    """A row, by what it belongs to: true however the rows above it change."""

    view: int
    part: int = -1
    """-1 is the heading."""
    row: int = 0


class Column:
    """All rows of a conversation."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.views: list[CellView] = []
        self._tops: list[int] | None = None

    def update(self, cells: Sequence[Cell]) -> Place | None:
        """Show `cells`; where the first change is, or nothing."""
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
                views.append(CellView(cell, self.frame))
            changed = index if changed is None else changed
        if len(views) > len(cells):
            del views[len(cells) :]
            changed = len(cells) if changed is None else changed
        if changed is None:
            return None
        self._tops = None
        for index in range(max(1, changed), len(views)):
            views[index].set_tight(_belong(views[index - 1].cell, views[index].cell))
        if changed >= len(views):
            return Place(max(0, len(views) - 1))
        return Place(changed, views[changed].dirty)

    def _realign(self, cells: Sequence[Cell], start: int) -> None:
        """Give the cells from `start` on the views they had, and new ones to the others."""
        known = {view.cell.key: view for view in self.views[start:]}
        del self.views[start:]
        for cell in cells[start:]:
            view = known.pop(cell.key, None)
            self.views.append(view if view is not None else CellView(cell, self.frame))

    def set_frame(self, frame: Frame) -> None:
        self.frame = frame
        for view in self.views:
            view.set_frame(frame)
        self._tops = None

    def changed(self) -> None:
        """A view's height is another than before."""
        self._tops = None

    def tops(self) -> list[int]:
        """Where each cell ends."""
        if self._tops is None:
            self._tops = list(accumulate(view.height for view in self.views))
        return self._tops

    @property
    def height(self) -> int:
        tops = self.tops()
        return tops[-1] if tops else 0

    def top(self, index: int) -> int:
        """The row at which the cell `index` begins."""
        return self.tops()[index - 1] if index else 0

    def at(self, y: int) -> int:
        """The cell that has the row `y`."""
        return min(bisect_right(self.tops(), max(0, y)), len(self.views) - 1)

    def place(self, y: int) -> Place:
        """What stands at row `y`."""
        index = self.at(y)
        part, row = self.views[index].locate(y - self.top(index))
        return Place(index, part, row)

    def y(self, place: Place) -> int:
        """The row at which `place` stands now."""
        if not self.views:
            return 0
        view = self.views[place.view]
        return self.top(place.view) + view.top(place.part) + place.row

    def place_of(self, index: int, at: int) -> Place:
        """The row in which the offset `at` of a cell stands."""
        view = self.views[index]
        part = view.part_of(at)
        if part < 0:
            return Place(index)
        view.measure(part)
        self._tops = None
        rows = view.parts[part].rows
        line = max((number for number, row in enumerate(rows) if row.at <= at), default=0)
        return Place(index, part, line)

    def row(self, y: int) -> tuple[int, int, Row | None]:
        """The cell at row `y`, the row within it, and what is there."""
        index = self.at(y)
        local = y - self.top(index)
        return index, local, self.views[index].row(local)

    def measure_around(self, place: Place, above: int, below: int) -> None:
        """Lay out so many rows above and below `place`."""
        index, part = place.view, place.part
        need = below + place.row
        while need > 0 and index < len(self.views):
            view = self.views[index]
            need -= view.measure_down(part, need) + (len(view.heading) if part < 0 else 0)
            index, part = index + 1, -1
        index, part, need = place.view, place.part, above
        while need > 0 and index >= 0:
            view = self.views[index]
            if part >= 0:
                need -= view.measure_up(part, need)
            need -= len(view.heading)
            index -= 1
            part = 1 << 60
        self._tops = None

    def measure_end(self, rows: int) -> None:
        """Lay out the last `rows` rows."""
        index, need = len(self.views) - 1, rows
        while need > 0 and index >= 0:
            view = self.views[index]
            need -= view.measure_up(1 << 60, need) + len(view.heading)
            index -= 1
        self._tops = None


def _belong(above: Cell, below: Cell) -> bool:
    """Whether two cells stand close: a name and what was thought, one call and the next."""
    if below.kind not in FOLDING:
        return False
    return above.kind in FOLDING or (above.kind is CellKind.ANSWER and not len(above.text))
