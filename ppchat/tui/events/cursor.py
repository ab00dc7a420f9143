"""The cursor of the event list: its row and the targets of its moves."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.core.inspect.event_rows import EventRow
from ppchat.core.inspect.rounds.rounds import Rounds
from ppchat.core.inspect.rounds.rows import RoundRows
from ppchat.tui.events.event_row import RowStyle


class Cursor(NamedTuple):
    """A position among rows; each move returns the new position."""

    rounds: Rounds
    rows: RoundRows
    position: int
    """Events up to the cursor, with the one it is on."""
    marks: frozenset[int] = frozenset()
    """The events that the user marked."""

    @property
    def row(self) -> int:
        """The row of the cursor, else the nearest one before it; -1 for none."""
        return self.rows.row_of(self.position - 1)

    def by_rows(self, count: int) -> int:
        """Move by rows; from the last row, move to the end."""
        rows = self.rows
        if not len(rows):
            return self.position
        target = max(0, min(len(rows) - 1, self.row + count))
        step = 1 if count > 0 or not target else -1
        while 0 <= target < len(rows) and not rows[target].size:
            target += step  # past the head of a round
        if target >= len(rows) - 1 and rows.event_count == rows.seen:
            return len(self.rounds)
        return rows[target].last + 1 if 0 <= target < len(rows) else self.position

    def to_first(self) -> int:
        """Move to the first event listed."""
        rows = map(self.rows.__getitem__, range(len(self.rows)))
        return next((row.last + 1 for row in rows if row.size), self.position)

    def to_mark(self, count: int) -> int:
        """Move to the next marked event, or with a negative `count` to the previous one."""
        current = self.position - 1
        marks = [n for n in self.marks if (n > current if count > 0 else n < current)]
        if not marks:
            return self.position
        return (min(marks) if count > 0 else max(marks)) + 1

    def row_style(self, row: EventRow, *, focus: bool) -> RowStyle:
        """The style of a row at this position of the cursor."""
        current = self.position - 1
        is_current = row.first <= current <= row.last
        if not is_current and self.rows.event_count < len(self.rounds):
            is_current = self.row == self.rows.row_of(row.first)
        return RowStyle(
            cursor=is_current,
            focus=is_current and focus,
            marked=any(row.first <= n <= row.last for n in self.marks),
            after_cursor=row.first > current,
            cursor_count=min(row.size, max(0, self.position - row.first))
            if is_current
            else row.size,
        )
