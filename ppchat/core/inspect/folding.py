"""Indexes in groups, each of which takes one row until it is unfolded."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from typing import NamedTuple


class IndexRange(NamedTuple):
    """The indexes of one row, the last one included."""

    first: int
    last: int


class Folding:
    """Which of the indexes 0 … `count` - 1 share a row.

    Adding an index is O(1), finding a row O(log n): nothing is rebuilt.
    """

    def __init__(self) -> None:
        self.count = 0
        """The number of indexes."""
        self._starts = array("I")
        self._open: list[int] = []
        self._open_rows: list[int] = []

    def add(self, *, joins: bool) -> None:
        """Add the next index, to the last group if it `joins` it."""
        if not joins or not self.count:
            self._starts.append(self.count)
        self.count += 1

    def close_all(self) -> None:
        """Fold all groups again."""
        self._open.clear()
        self._open_rows.clear()

    def _size(self, group: int) -> int:
        """The number of indexes in a group."""
        stop = self._starts[group + 1] if group + 1 < len(self._starts) else self.count
        return stop - self._starts[group]

    def __len__(self) -> int:
        if not self._open:
            return len(self._starts)
        last = self._open[-1]
        return self._open_rows[-1] + self._size(last) + len(self._starts) - last - 1

    def __getitem__(self, row: int) -> IndexRange:
        group, index = self._group_at(row)
        if index >= 0:
            return IndexRange(index, index)
        start = self._starts[group]
        return IndexRange(start, start + self._size(group) - 1)

    def _group_at(self, row: int) -> tuple[int, int]:
        """The group of a row, and the row's only index; -1 for the row of a whole group."""
        nearest = bisect_right(self._open_rows, row) - 1
        if nearest < 0:
            return row, -1
        group, first_row = self._open[nearest], self._open_rows[nearest]
        size = self._size(group)
        if row < first_row + size:
            return group, self._starts[group] + row - first_row
        return group + 1 + row - first_row - size, -1

    def row_of(self, index: int) -> int:
        """The row that holds an index."""
        group = bisect_right(self._starts, index) - 1
        nearest = bisect_left(self._open, group)
        if nearest < len(self._open) and self._open[nearest] == group:
            return self._open_rows[nearest] + index - self._starts[group]
        if nearest == 0:
            return group
        previous = self._open[nearest - 1]
        return self._open_rows[nearest - 1] + self._size(previous) + group - previous - 1

    def toggle(self, row: int) -> bool:
        """Unfold the group of a row, or fold it again; return whether it has several indexes."""
        group, _ = self._group_at(row)
        if self._size(group) < 2:
            return False
        if group in self._open:
            self._open.remove(group)
        else:
            insort(self._open, group)
        self._open_rows.clear()
        extra = 0
        for open_group in self._open:
            self._open_rows.append(open_group + extra)
            extra += self._size(open_group) - 1
        return True
