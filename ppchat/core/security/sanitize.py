"""Foreign text → display text that cannot control the terminal."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import Final

MAX_MARKS_IN_A_ROW: Final = 8
"""Consecutive combining or zero-width characters kept; more would spill over other text."""

_REPLACED: Final = (
    range(0x80, 0xA0),  # C1: eight-bit terminals interpret it
    (0x061C, 0x200E, 0x200F),  # bidi marks
    range(0x2028, 0x202F),  # line and paragraph separator, bidi embeddings and overrides
    range(0x2066, 0x206A),  # bidi isolates
    range(0xD800, 0xE000),  # lone surrogates: they cannot be encoded
    (0xFEFF,),
    range(0xFFF9, 0xFFFC),  # interlinear annotations
    range(0xE0000, 0xE0080),  # tags: invisible text
    (0x10EEEE,),  # in its place Kitty shows an image, whichever its colour names
)
_MARK: Final = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200d\u2060-\u2064\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f]"
)


# What follows is built on first use: it takes milliseconds, which would delay the start.


@cache
def _replacements(kept: str = "") -> dict[int, int]:
    """What replaces each character that is not one of the `kept` controls."""
    pictures = {code: 0x2400 + code for code in range(0x20) if chr(code) not in kept}
    return pictures | {0x7F: 0x2421} | dict.fromkeys(chain(*_REPLACED), 0xFFFD)


@cache
def _mark_run() -> re.Pattern[str]:
    return re.compile(f"({_MARK}{{{MAX_MARKS_IN_A_ROW}}}){_MARK}+")


def replace_controls(text: str) -> str:
    """The text with what could control its display replaced, character by character."""
    return text if text.isascii() and text.isprintable() else text.translate(_replacements("\t\n"))


def sanitize(text: str) -> str:
    """The text, safe to display; newlines and tabs stay.

    C0 controls become their pictures (␛); C1, bidi controls, tags, surrogates and the places of
    images become U+FFFD; runs of combining or zero-width characters are cut to
    `MAX_MARKS_IN_A_ROW`.
    """
    text = replace_controls(text)
    return text if text.isascii() else _mark_run().sub(r"\1", text)


def sanitize_line(text: str, limit: int = 2000) -> str:
    """One line of at most `limit` characters, safe to display; newlines become pictures too."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    return _mark_run().sub(r"\1", text.translate(_replacements()))
