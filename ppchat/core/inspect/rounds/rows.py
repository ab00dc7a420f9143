"""The rows of an exchange: those of each round, under a row of its own where there are several."""

from __future__ import annotations

from typing import Final, NamedTuple

from ppchat.core.inspect.event_rows import Depth, EventPredicate, EventRow, EventRows
from ppchat.core.inspect.rounds.rounds import Rounds


class RoundRow(NamedTuple):
    """A row within its round."""

    round: int
    """The index of the round."""
    row: EventRow | None
    """The events by their numbers in the round; None for the row above its events."""


class RoundRows:
    """The rows of rounds, of which the last may still grow; events are numbered through all."""

    def __init__(
        self,
        rounds: Rounds,
        keep: EventPredicate | None = None,
        depth: Depth = Depth.RUNS,
    ) -> None:
        self._rounds: Final = rounds
        self._heads = int(rounds.are_several)
        """Rows above the events of each round."""
        self._rows = [EventRows(recording, keep, depth) for recording in rounds.recordings]

    def grow(self, limit: int | None = None) -> bool:
        """Add the events that arrived since, at most `limit`; return whether all are in now."""
        for rows in self._rows:
            before = rows.seen
            if not rows.grow(limit):
                return False
            if limit is not None:
                limit -= rows.seen - before
        return True

    @property
    def seen(self) -> int:
        """Events that have been looked at."""
        return sum(rows.seen for rows in self._rows)

    @property
    def event_count(self) -> int:
        """The number of events shown, in however many rows."""
        return sum(rows.event_count for rows in self._rows)

    @property
    def depth(self) -> Depth:
        """How much is folded, except what is unfolded one by one."""
        return self._rows[0].depth

    @depth.setter
    def depth(self, depth: Depth) -> None:
        for rows in self._rows:
            rows.depth = depth

    def __len__(self) -> int:
        return sum(map(len, self._rows)) + self._heads * len(self._rows)

    def __getitem__(self, row: int) -> EventRow:
        """The events of a row; the row above the events of a round has none of them."""
        index, event_row = self.locate(row)
        start = self._rounds.start_of(index)
        if event_row is None:
            return EventRow(start, start - 1)
        return EventRow(start + event_row.first, start + event_row.last)

    def locate(self, row: int) -> RoundRow:
        """The round of a row, and its events there."""
        for index, rows in enumerate(self._rows):
            row -= self._heads
            if row < 0:
                return RoundRow(index, None)
            if row < len(rows):
                return RoundRow(index, rows[row])
            row -= len(rows)
        raise IndexError(row)

    def is_head(self, row: int) -> bool:
        """Whether it is the row above the events of a round."""
        return self._heads > 0 and self.locate(row).row is None

    def row_of(self, n: int) -> int:
        """The row that holds event `n`, else the nearest one before it; -1 for none."""
        if n < 0:
            return -1
        index, _, number = self._rounds.event(n)
        for round_index in range(index, -1, -1):
            rows = self._rows[round_index]
            row = rows.row_of(number if round_index == index else rows.seen)
            if row >= 0:
                above = sum(map(len, self._rows[:round_index]))
                return above + self._heads * (round_index + 1) + row
        return -1

    def toggle(self, row: int) -> bool:
        """Unfold a row, or fold it again; return whether it belongs to several events."""
        index, event_row = self.locate(row)
        rows = self._rows[index]
        return event_row is not None and rows.toggle(rows.row_of(event_row.first))
