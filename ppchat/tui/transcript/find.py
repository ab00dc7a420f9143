"""Finds rendered text in the Markdown source it comes from."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell

_MARKUP: Final = r"(?:[*_~`\\]{1,3}|\]\([^()\s]{0,2000}\)|!?\[)*"
_BLANK: Final = r"(?:[\s>*_~`|#]|\]\([^()\s]{0,2000}\)|!?\[)+"
_OVERLAP: Final = 4096
"""Characters at the end of a text in which a match may begin that further text completes."""


def compile_query(query: str) -> re.Pattern[str] | None:
    """The expression that matches `query` across emphasis, links and line ends.

    A query in lower case ignores case, as in a pager.
    """
    words = query.split()
    if not words:
        return None
    body = _BLANK.join(_MARKUP.join(map(re.escape, word)) for word in words)
    return re.compile(body, 0 if any(map(str.isupper, query)) else re.IGNORECASE)


class Finder:
    """The matches of a query in all cells, updated as the cells grow."""

    def __init__(self, query: str) -> None:
        self.query = query
        self._pattern = compile_query(query)
        self._matches: dict[str, tuple[Rope, list[tuple[int, int]]]] = {}

    def matches(self, cell: Cell) -> list[tuple[int, int]]:
        """Source ranges of `cell` that match."""
        if self._pattern is None:
            return []
        previous, matches = self._matches.get(cell.key, (Rope(), []))
        if previous is cell.text:
            return matches
        if not previous.is_prefix_of(cell.text):
            matches = []
            start = 0
        else:
            start = max(0, len(previous) - _OVERLAP)
            matches = matches[: bisect_left(matches, (start, 0))]
            if matches:
                start = max(start, matches[-1][1])
        source = cell.text.slice(start)
        matches = matches + [
            (start + match.start(), start + match.end()) for match in self._pattern.finditer(source)
        ]
        self._matches[cell.key] = (cell.text, matches)
        return matches
