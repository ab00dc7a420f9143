"""The row of a conversation that was chosen by key: a place in the text of an answer."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.tui.transcript.column import Column, RowAnchor
from ppchat.tui.transcript.render.row import TextRow


class TextPlace(NamedTuple):
    """A character of a cell, and the row of the conversation that begins with it."""

    cell_index: int
    offset: int
    y: int


class PlaceCursor:
    """Goes through the rows of `column` that an event brought."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._key = ""
        self._anchor = RowAnchor(0)

    def clear(self) -> None:
        """Choose nothing."""
        self._key = ""

    def choose(self, anchor: RowAnchor) -> None:
        """Choose the row at `anchor`."""
        self._key, self._anchor = self._column.views[anchor.cell_index].cell.key, anchor

    def in_window(self, rows: range) -> TextPlace | None:
        """The place chosen, if it is among these rows of the conversation."""
        if not self._key:
            return None
        views = self._column.views
        index = next((n for n, view in enumerate(views) if view.cell.key == self._key), -1)
        if index < 0 or self._anchor.leaf_index >= len(views[index].leaf_views):
            return None
        y = self._column.y_of(self._anchor._replace(cell_index=index))
        return self._place_at(y) if y in rows else None

    def step(self, by: int, rows: range) -> RowAnchor | None:
        """The next row with text or, with -1, the previous one: of the place if it is in `rows`.

        Else it is the first, or the last, of those. The rows on the way are laid out.
        """
        column, place = self._column, self.in_window(rows)
        y = place.y + by if place else rows.start if by > 0 else rows.stop - 1
        while column.views and 0 <= y < column.height:
            anchor = column.anchor_at(y)
            column.measure_around(anchor, 1, 1)
            y = column.y_of(anchor)
            if self._place_at(y):
                return anchor
            y += by
        return None

    def _place_at(self, y: int) -> TextPlace | None:
        index, _, row = self._column.row_at(y)
        view = self._column.views[index]
        is_text = view.cell.part is not None and not view.folded
        offset = _first_offset(row) if is_text else -1
        return TextPlace(index, offset, y) if offset >= 0 else None


def _first_offset(row: TextRow | None) -> int:
    """The source offset of the first character of a row; -1 if it has none."""
    return next((span.start for span in row.spans if span.start >= 0), -1) if row else -1
