"""Bars of a chart that is one line high, two beside one another in each column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

BARS_PER_COLUMN: Final = 2
"""Bars that share a terminal cell."""
_LEVELS: Final = 4
_LEFT: Final = (0, 0x40, 0x44, 0x46, 0x47)
_RIGHT: Final = (0, 0x80, 0xA0, 0xB0, 0xB8)
"""The dots of a braille character that make a bar of each height."""


def bar_columns(values: Sequence[int]) -> list[str]:
    """The character of each column for the values of its bars; empty where all are 0."""
    maximum = max(values, default=0)
    heights = [-(-_LEVELS * value // maximum) if value > 0 else 0 for value in values]
    return [
        chr(0x2800 + _LEFT[left] + _RIGHT[right]) if left or right else ""
        for left, right in zip(heights[::2], heights[1::2], strict=True)
    ]
