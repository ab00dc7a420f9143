"""The cursor of the event list: the row it is on, and where its moves lead."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.core.inspect.event_rows import Row, Rows
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.event_row import Look


class Cursor(NamedTuple):
    """A position among rows; each move is the position to which it leads."""

    recording: Recording
    rows: Rows
    position: int
    """Events up to the cursor, with the one it is on."""

    @property
    def row(self) -> int:
        """The row it is on, else the nearest one before it; -1 for none."""
        return self.rows.row_of(self.position - 1)

    def by_rows(self, by: int) -> int:
        """Up or down by rows; from the last one on it is at the end."""
        rows = self.rows
        if not len(rows):
            return self.position
        at = max(0, min(len(rows) - 1, self.row + by))
        last = at == len(rows) - 1 and rows.count == rows.seen
        return len(self.recording) if last else rows[at].last + 1

    def to_first(self) -> int:
        """To the first event listed."""
        return self.rows[0].last + 1 if len(self.rows) else self.position

    def to_mark(self, by: int) -> int:
        """To the next event that is marked, or to the one before."""
        at = self.position - 1
        ahead = [n for n in self.recording.marks if (n > at if by > 0 else n < at)]
        if not ahead:
            return self.position
        return (min(ahead) if by > 0 else max(ahead)) + 1

    def look(self, row: Row, *, focus: bool) -> Look:
        """How a row looks with the cursor where it is."""
        at = self.position - 1
        here = row.first <= at <= row.last
        if not here and self.rows.count < len(self.recording):
            here = self.row == self.rows.row_of(row.first)
        return Look(
            cursor=here,
            focus=here and focus,
            marked=any(row.first <= n <= row.last for n in self.recording.marks),
            later=row.first > at,
            done=min(row.size, max(0, self.position - row.first)) if here else row.size,
        )
