"""Patterns in which `*` stands for any text."""

from __future__ import annotations

from collections.abc import Callable


def wildcard_match(pattern: str) -> Callable[[str], bool]:
    """A test for texts of this pattern, in time proportional to their length."""
    first, *rest = pattern.split("*")
    if not rest:
        return lambda text: text == pattern
    *middle, last = (piece for number, piece in enumerate(rest, 1) if piece or number == len(rest))

    def matches(text: str) -> bool:
        if not text.startswith(first):
            return False
        at = len(first)
        for piece in middle:
            at = text.find(piece, at) + len(piece)
            if at < len(piece):
                return False
        return len(text) - at >= len(last) and text.endswith(last)

    return matches
