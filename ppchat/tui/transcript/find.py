"""Finding what a person reads in the Markdown it is written in."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from ppchat.core.text.rope import Text
from ppchat.core.view.cell import Cell

_MARKUP: Final = r"(?:[*_~`\\]{1,3}|\]\([^()\s]{0,2000}\)|!?\[)*"
_BLANK: Final = r"(?:[\s>*_~`|#]|\]\([^()\s]{0,2000}\)|!?\[)+"
_OVERLAP: Final = 4096
"""Characters before the end of a text in which a match may begin that its growth completes."""


def pattern(query: str) -> re.Pattern[str] | None:
    """What finds `query` across emphasis, links and the ends of lines.

    Lower case finds both cases, as in a pager.
    """
    words = query.split()
    if not words:
        return None
    body = _BLANK.join(_MARKUP.join(map(re.escape, word)) for word in words)
    return re.compile(body, 0 if any(map(str.isupper, query)) else re.IGNORECASE)


class Finder:
    """The matches of a query in all cells, kept as the cells grow."""

    def __init__(self, query: str) -> None:
        self.query = query
        self._pattern = pattern(query)
        self._found: dict[str, tuple[Text, list[tuple[int, int]]]] = {}

    def matches(self, cell: Cell) -> list[tuple[int, int]]:
        """Ranges of the source of `cell` that match."""
        if self._pattern is None:
            return []
        before, found = self._found.get(cell.key, (Text(), []))
        if before is cell.text:
            return found
        if not before.is_prefix_of(cell.text):
            found = []
            start = 0
        else:
            start = max(0, len(before) - _OVERLAP)
            found = found[: bisect_left(found, (start, 0))]
            if found:
                start = max(start, found[-1][1])
        source = cell.text.slice(start)
        found = found + [
            (start + match.start(), start + match.end()) for match in self._pattern.finditer(source)
        ]
        self._found[cell.key] = (cell.text, found)
        return found
