"""A search in a conversation: its matches in order, and the one that was gone to."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.find import Finder
from ppchat.tui.transcript.render.paint import Mark


class Match(NamedTuple):
    """A match, by the cell it is in and where it begins there."""

    view: int
    start: int


class Search:
    """All places in `column` where `query` stands."""

    def __init__(self, column: Column, query: str) -> None:
        self._column = column
        self._finder = Finder(query)
        self.match: Match | None = None
        """The match that was gone to."""

    def all(self) -> list[Match]:
        """Every match, from the first cell to the last."""
        return [
            Match(index, start)
            for index, view in enumerate(self._column.views)
            for start, _ in self._finder.matches(view.cell)
        ]

    def first(self, view: int) -> Match | None:
        """The first match in the cell `view` or after it, or else the first of all."""
        found = self.all()
        return next((match for match in found if match.view >= view), found[0] if found else None)

    def stepped(self, step: int) -> Match | None:
        """The match so many further on, round the ends."""
        found = self.all()
        if not found:
            return None
        at = found.index(self.match) + step if self.match in found else 0
        return found[at % len(found)]

    def position(self) -> tuple[int, int]:
        """The match that was gone to, from 1, and how many there are."""
        found = self.all()
        return (found.index(self.match) + 1 if self.match in found else 0), len(found)

    def marks(self, view: int) -> list[Mark]:
        """The matches in the cell `view`, as they are to be drawn."""
        return [
            Mark(start, stop, "found" if self.match == (view, start) else "match")
            for start, stop in self._finder.matches(self._column.views[view].cell)
        ]
