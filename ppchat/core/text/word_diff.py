"""Where the words of two texts differ."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

MAX_WORDS: Final = 2_000
"""Words of a text up to which it is compared: the time grows with their square."""
_MIN_RATIO: Final = 0.25
"""The part that texts have in common at least; of others, nearly all would be marked."""
_WORD: Final = re.compile(r"\S+")

Ranges = tuple[tuple[int, int], ...]
"""Half-open ranges of characters, in order."""


class WordDiff(NamedTuple):
    """What each of two texts has that the other has not."""

    first: Ranges
    second: Ranges


def word_diff(first: str, second: str) -> WordDiff:
    """The words in which two texts differ; none of texts too long or too different to compare."""
    words = [list(_WORD.finditer(text)) for text in (first, second)]
    if max(map(len, words)) > MAX_WORDS:
        return WordDiff((), ())
    before, after = ([word[0] for word in side] for side in words)
    matcher = SequenceMatcher(None, before, after)
    if matcher.ratio() < _MIN_RATIO:
        return WordDiff((), ())
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    return WordDiff(
        _ranges(words[0], [(start, stop) for _, start, stop, _, _ in changes]),
        _ranges(words[1], [(start, stop) for _, _, _, start, stop in changes]),
    )


def _ranges(words: list[re.Match[str]], spans: list[tuple[int, int]]) -> Ranges:
    return tuple(
        (words[start].start(), words[stop - 1].end()) for start, stop in spans if start < stop
    )
