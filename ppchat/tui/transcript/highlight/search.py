"""A search in a conversation: its matches in order, and the current one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from ppchat.tui.transcript.column import Column, RowAnchor
from ppchat.tui.transcript.highlight.find import Finder
from ppchat.tui.transcript.render.paint import Highlight


class Match(NamedTuple):
    """A match, by the index of its cell and its offset there."""

    cell_index: int
    start: int


class Search:
    """All matches of `query` in `column`."""

    def __init__(self, column: Column, query: str) -> None:
        self._column = column
        self._finder = Finder(query)
        self.match: Match | None = None
        """The current match."""

    def first_match(self, start: Match) -> Match | None:
        """The first match at the place `start` or after it, or else the first of all."""
        cells = range(len(self._column.views))
        further = ((index, 0) for index in (*cells[start.cell_index + 1 :], *cells))
        for index, offset in (start, *further) if cells[start.cell_index :] else further:
            ranges = self._ranges(index)
            at = bisect_left(ranges, (offset, 0))
            if at < len(ranges):
                return Match(index, ranges[at][0])
        return None

    def next_match(self, step: int) -> Match | None:
        """The match `step` after the current one, wrapping around at the ends."""
        number, total = self.position()
        return self._numbered((number - 1 + step) % total if number else 0) if total else None

    def go_to(self, match: Match | None) -> RowAnchor | None:
        """Make a match the current one and unfold its cell; return its row, None without one."""
        self.match = match
        if match is None:
            return None
        view = self._column.views[match.cell_index]
        view.set_folded(False)
        view.parse()
        self._column.invalidate_heights()
        return self._column.anchor_of(match.cell_index, match.start)

    def position(self) -> tuple[int, int]:
        """The number of the current match, from 1, and the total; 0 without a current match."""
        number = total = 0
        for index in range(len(self._column.views)):
            ranges = self._ranges(index)
            if self.match is not None and index == self.match.cell_index:
                at = bisect_left(ranges, (self.match.start, 0))
                if at < len(ranges) and ranges[at][0] == self.match.start:
                    number = total + at + 1
            total += len(ranges)
        return number, total

    def highlights(self, cell_index: int) -> list[Highlight]:
        """The highlights of the matches in the cell `cell_index`."""
        return [
            Highlight(
                start, stop, "current-match" if self.match == (cell_index, start) else "match"
            )
            for start, stop in self._ranges(cell_index)
        ]

    def _ranges(self, cell_index: int) -> Sequence[tuple[int, int]]:
        """The matches in one cell: where each starts and stops."""
        return self._finder.matches(self._column.views[cell_index].cell)

    def _numbered(self, number: int) -> Match | None:
        """The match of that number, from 0."""
        for index in range(len(self._column.views)):
            ranges = self._ranges(index)
            if number < len(ranges):
                return Match(index, ranges[number][0])
            number -= len(ranges)
        return None
