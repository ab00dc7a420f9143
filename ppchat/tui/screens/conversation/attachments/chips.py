"""The files of a prompt in words, laid out in rows of a width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size

from ppchat.core.security.sanitize import sanitize_line

MAX_ROWS: Final = 3
"""Rows that the files of a prompt take at most."""
CLOSE: Final = "×"
"""What removes a file when it is clicked."""
_NARROW: Final = 40
"""Columns below which a file is its name alone."""
_GAP: Final = 2


class Chip(NamedTuple):
    """One file, or how many more there are, at its place in a row."""

    number: int
    """The number of the file; -1 for what stands for several."""
    name: str
    details: str
    start: int
    """The column of its first character."""

    @property
    def stop(self) -> int:
        """The column behind its last character."""
        words = [self.name, self.details, CLOSE if self.number >= 0 else ""]
        return self.start + cell_len(" ".join(filter(None, words)))

    def closes_at(self, column: int) -> bool:
        """Whether a click at a column is on what removes the file."""
        return self.number >= 0 and self.stop - 2 <= column < self.stop + 1


def chip_rows(files: Sequence[tuple[str, str]], width: int) -> list[list[Chip]]:
    """The chips of files, each a name and its details, foreign and raw, row by row."""
    rows: list[list[Chip]] = [[]]
    for index, chip in enumerate(_chips(files, width)):
        last = rows[-1][-1] if rows[-1] else None
        start = last.stop + _GAP if last else 0
        if last and chip.stop + start > width:
            if len(rows) == MAX_ROWS:
                _count_rest(rows[-1], len(files) - index, width)
                break
            rows.append([])
            start = 0
        rows[-1].append(chip._replace(start=start))
    return rows


def _chips(files: Iterable[tuple[str, str]], width: int) -> Iterable[Chip]:
    for index, (raw_name, raw_details) in enumerate(files):
        details = sanitize_line(raw_details, 60) if width >= _NARROW else ""
        chip = Chip(index, sanitize_line(raw_name, 200), details, 0)
        if excess := max(0, chip.stop - width):
            chip = chip._replace(name=_shorten(chip.name, cell_len(chip.name) - excess))
        yield chip


def _shorten(name: str, width: int) -> str:
    """The end of a name, which tells more than its beginning."""
    while cell_len(name) > max(1, width - 1):
        name = name[1:]
    return f"…{name}"


def _count_rest(row: list[Chip], count: int, width: int) -> None:
    """Put how many files are not shown at the end of a row, in place of what leaves no room."""
    while True:
        start = row[-1].stop + _GAP if row else 0
        more = Chip(-1, f"and {count} more", "", start)
        if more.stop <= width or not row:
            break
        row.pop()
        count += 1
    row.append(more._replace(name=set_cell_size(more.name, min(width, cell_len(more.name)))))
