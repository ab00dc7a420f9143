"""Which paths are meant by a few letters of them."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable
from typing import Final

_BOUNDARIES: Final = "/\\_- "
_CONTIGUOUS: Final = 4
"""What a letter is worth that follows the one before it."""
_AT_WORD: Final = 6
"""What a letter is worth that begins a word of the path."""


def best_paths(query: str, paths: Iterable[str], limit: int) -> list[str]:
    """The paths that have the letters in order, the best first.

    Best are those whose name begins with them, then those whose name has them side by side; then it
    counts how many begin a word or follow one another. Hidden files are meant only where a dot is
    typed; capitals only count where one is typed.
    """
    fold = query == query.lower()
    shows_hidden = query.startswith(".") or "/." in query
    pattern = re.compile(".*?".join(map(re.escape, query)), re.DOTALL)
    scored = []
    for path in paths:
        text = path.lower() if fold else path
        if not pattern.search(text) or (not shows_hidden and is_hidden(path)):
            continue
        scored.append((_cost(query, text), len(path), path))
    return [path for *_, path in heapq.nsmallest(limit, scored)]


def is_hidden(path: str) -> bool:
    """Whether a file or a folder of a path is hidden."""
    return path.startswith(".") or "/." in path


def _cost(query: str, text: str) -> tuple[int, int]:
    """How little a path that has the letters is meant: what decides first, then the rest."""
    name = text[text.rfind("/", 0, len(text) - 1) + 1 :]
    if not query or name.startswith(query):
        return 0, 0
    if query in name:
        return 1, name.index(query)
    if query in text:
        return 2, 0
    return 3, -max(_worth(query, text), _worth(query, name))


def _worth(query: str, text: str) -> int:
    """What the letters are worth where they are, found from the end, as names stand there."""
    worth, at = 0, len(text)
    for letter in reversed(query):
        before, at = at, text.rfind(letter, 0, at)
        if at < 0:
            return 0
        worth += _CONTIGUOUS if at == before - 1 else 0
        worth += _AT_WORD if at == 0 or text[at - 1] in _BOUNDARIES else 0
    return worth
