"""Which texts are meant by a few typed letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache


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
    return _word_start(word).search(text) is not None


def _contains(word: str, text: str) -> bool:
    return word in text


def _has_in_order(word: str, text: str) -> bool:
    """Whether the letters follow one another in the text, the first at the start of a word."""
    return _letters_in_order(word).search(text) is not None


@lru_cache
def _word_start(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}")


@lru_cache
def _letters_in_order(word: str) -> re.Pattern[str]:
    """What never looks back: of each letter, the next one counts."""
    letters = [re.escape(letter) for letter in word]
    return re.compile(rf"\b{letters[0]}" + "".join(f"[^{each}]*{each}" for each in letters[1:]))
