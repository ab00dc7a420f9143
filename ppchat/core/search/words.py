"""Text ↔ the form in which an index of words takes it in.

Such an index splits text at blanks and punctuation. Scripts that put no blanks between words would
be one long word, so each of their characters becomes a word of its own, and a run of them is found
as a phrase. What is inserted for that is removed again from what the index gives back.
"""

from __future__ import annotations

import re
from typing import Final

from ppchat.core.search.excerpt import MATCH_END, MATCH_START

BREAK: Final = "\x1f"
"""Stands before and after each character that is a word of its own."""

_TRANSLATION: Final = {ord(char): " " for char in ("\x00", BREAK, MATCH_START, MATCH_END)} | (
    dict.fromkeys(range(0xD800, 0xE000), "?")  # lone surrogates, which cannot be encoded
)
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3105-\u312f\u31f0-\u31ff\uff66-\uff9f"  # kana, bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # ideographs
    "\uac00-\ud7a3"  # Hangul: particles follow a word without a blank
)
_BREAKS: Final = re.compile(f"(?<=[{_UNSPACED}])|(?=[{_UNSPACED}])")


def to_indexed(text: str) -> str:
    """The text as it is indexed: with breaks, otherwise character for character as it was."""
    text = text.translate(_TRANSLATION)
    return text if text.isascii() else _BREAKS.sub(BREAK, text)


def from_indexed(indexed: str) -> str:
    """The text again, with blanks for the few characters that the index cannot take."""
    return indexed.replace(BREAK, "")


def has_words(text: str) -> bool:
    """Whether an index of words takes in anything of a text."""
    return any(map(str.isalnum, text))
