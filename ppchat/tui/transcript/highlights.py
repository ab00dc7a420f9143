"""What is marked in the text of cells: how slowly it came, what was added, found, selected."""

from __future__ import annotations

from collections.abc import Iterable

from textual.selection import Selection

from ppchat.core.view.cell import Cell
from ppchat.tui.transcript.render.paint import Mark
from ppchat.tui.transcript.search import Search
from ppchat.tui.transcript.selection import bounds


class Marks:
    """The marks of each cell, made where they are drawn and kept until `clear`."""

    def __init__(self) -> None:
        self._tints: dict[str, list[Mark]] = {}
        self._selection: Selection | None = None
        self._made: dict[int, list[Mark]] = {}

    def clear(self) -> None:
        """Make them anew: something of what they show has changed."""
        self._made = {}

    def tint(self, key: str, spans: Iterable[tuple[int, int, int]]) -> None:
        """Heat 0 to 4 under ranges (start, stop, level) of a cell's text; none takes it off."""
        tints = [Mark(start, stop, f"heat{max(0, min(4, level))}") for start, stop, level in spans]
        if tints:
            self._tints[key] = tints
        else:
            self._tints.pop(key, None)
        self.clear()

    def select(self, selection: Selection | None) -> None:
        """Mark what is selected, in all cells."""
        self._selection = selection
        self.clear()

    def of(self, index: int, cell: Cell, search: Search | None) -> list[Mark]:
        """Those of `cell`, the one at `index` of the conversation."""
        marks = self._made.get(index)
        if marks is None:
            marks = self._made[index] = self._new(index, cell, search)
        return marks

    def _new(self, index: int, cell: Cell, search: Search | None) -> list[Mark]:
        marks = list(self._tints.get(cell.key, ()))
        if cell.added is not None:
            marks.append(Mark(*cell.added, "added"))
        if search is not None:
            marks.extend(search.marks(index))
        if self._selection is not None:
            start, stop = bounds(self._selection, index, len(cell.text))
            if stop > start:
                marks.append(Mark(start, stop, "select"))
        return marks
