"""The cell of a conversation that keys act on."""

from __future__ import annotations

from ppchat.core.view.cell import CellKind
from ppchat.tui.transcript.column import Column


class CurrentCell:
    """One of `column`: the cell that was chosen, else the answer of the selected turn."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._chosen = -1

    @property
    def chosen(self) -> int:
        """The index of the chosen cell; -1 for none, or if it is not there any more."""
        return self._chosen if 0 <= self._chosen < len(self._column.views) else -1

    def index(self, turn: str) -> int:
        """Its index while `turn` is selected; -1 if that has no answer."""
        if self.chosen >= 0:
            return self.chosen
        return self._column.answer_index(turn) if turn else -1

    def choose(self, index: int) -> str:
        """Make a cell the current one; return its turn."""
        self._chosen = index
        return self._column.views[index].cell.turn

    def select(self, turn: str) -> None:
        """Choose no cell, unless the chosen one is of `turn`, which was selected."""
        if self.chosen < 0 or not self._is_of(self._chosen, turn):
            self._chosen = -1

    def scroll_to(self, index: int, turn: str) -> None:
        """Make a cell that scrolling came to the current one, if its turn is selected."""
        if not turn or self._is_of(index, turn):
            self._chosen = index

    def keep_in(self, rows: range, turn: str) -> None:
        """Go from a chosen cell out of these rows in sight to the one at their top."""
        column = self._column
        if self.chosen < 0:
            return
        top, bottom = column.cell_top(self.chosen), column.bottoms()[self.chosen]
        if bottom <= rows.start or top >= rows.stop:
            self.scroll_to(column.cell_index_at(rows.start + 1), turn)

    def nearest_message(self, index: int, step: int) -> int:
        """The index of the message at `index` or, past figures, of the next in that direction."""
        views = self._column.views
        index = max(0, min(len(views) - 1, index))
        if views[index].cell.kind is CellKind.FIGURES:
            index += step if index + 1 < len(views) else -1
        return index

    def _is_of(self, index: int, turn: str) -> bool:
        return bool(turn) and self._column.views[index].cell.turn == turn
