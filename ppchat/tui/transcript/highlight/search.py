"""A search in a conversation: its matches in order, and the current one."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.tui.transcript.column import Column
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

    def matches(self) -> list[Match]:
        """Every match, from the first cell to the last."""
        return [
            Match(index, start)
            for index, view in enumerate(self._column.views)
            for start, _ in self._finder.matches(view.cell)
        ]

    def first_match(self, cell_index: int) -> Match | None:
        """The first match in the cell `cell_index` or after it, or else the first of all."""
        matches = self.matches()
        first = matches[0] if matches else None
        return next((match for match in matches if match.cell_index >= cell_index), first)

    def next_match(self, step: int) -> Match | None:
        """The match `step` after the current one, wrapping around at the ends."""
        matches = self.matches()
        if not matches:
            return None
        index = matches.index(self.match) + step if self.match in matches else 0
        return matches[index % len(matches)]

    def position(self) -> tuple[int, int]:
        """The number of the current match, from 1, and the total; 0 without a current match."""
        matches = self.matches()
        return (matches.index(self.match) + 1 if self.match in matches else 0), len(matches)

    def highlights(self, cell_index: int) -> list[Highlight]:
        """The highlights of the matches in the cell `cell_index`."""
        return [
            Highlight(
                start, stop, "current-match" if self.match == (cell_index, start) else "match"
            )
            for start, stop in self._finder.matches(self._column.views[cell_index].cell)
        ]
