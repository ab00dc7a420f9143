"""Finds rendered text in the Markdown source it comes from."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell

_MARKS: Final = "*_~`\\"
"""Characters of markup that may stand within a word."""
_GAPS: Final = f">|#{_MARKS}"
"""Characters of markup that may stand between words, beside blanks."""
_LINK_END: Final = r"\]\([^()\s]{0,2000}\)"
_LINK_START: Final = r"!?\["
_OVERLAP: Final = 4096
"""Characters at the end of a text in which a match may begin that further text completes."""
_MAX_QUERY: Final = 400
"""Characters of a query that are searched for: of each, markup may stand before the next."""


def compile_query(query: str) -> re.Pattern[str] | None:
    """The expression that matches `query` across emphasis, links and line ends.

    A query in lower case ignores case, as in a pager.
    """
    words = query[:_MAX_QUERY].split()
    if not words:
        return None
    pieces = [
        (_markup(char, _GAPS, r"\s") + "+" if at == 0 else _markup(char, _MARKS) + "*")
        + "+"
        + re.escape(char)
        for word in words
        for at, char in enumerate(word)
    ]
    body = re.escape(words[0][0]) + "".join(pieces[1:])
    return re.compile(body, 0 if any(map(str.isupper, query)) else re.IGNORECASE)


def _markup(char: str, marks: str, blank: str = "") -> str:
    """A unit of the markup that may stand before `char`, which it never begins with.

    So the expression never goes back, whatever the text, and its cost is proportional to that.
    """
    choices = [f"[{blank}{re.escape(marks.replace(char, ''))}]"]
    choices += [_LINK_END] if char != "]" else []
    choices += [_LINK_START] if char not in "![" else []
    return f"(?:{'|'.join(choices)})"


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
