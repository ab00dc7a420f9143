"""Which texts are meant by a few typed letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_WORD_START: Final = re.compile(r"\b\w")


def match_rank(query: str, texts: Sequence[str]) -> int | None:
    """How well what was typed matches any of the texts, 0 being best; None if not at all."""
    query = " ".join(query.casefold().split())
    folded = [text.casefold() for text in texts]
    if any(text.startswith(query) for text in folded):
        return 0
    words = query.split()
    for rank, matches in enumerate((_starts_a_word, _contains, _has_in_order), 1):
        if all(any(matches(word, text) for text in folded) for word in words):
            return rank
    return None


def _starts_a_word(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", text) is not None


def _contains(word: str, text: str) -> bool:
    return word in text


def _has_in_order(word: str, text: str) -> bool:
    """Whether the letters follow one another in the text, the first at the start of a word."""
    for start in _WORD_START.finditer(text):
        if start[0] == word[0]:
            letters = iter(text[start.end() :])
            return all(letter in letters for letter in word[1:])
    return False
