"""Pixels → rows of half blocks, each of which shows two of them."""

from __future__ import annotations

from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style


def half_block_rows(pixels: bytes, width: int) -> list[list[Segment]]:
    """Rows of an image of `width` pixels in RGB, whose height is even."""
    line = 3 * width
    colors = [
        [Color.from_rgb(*pixels[at : at + 3]) for at in range(start, start + line, 3)]
        for start in range(0, len(pixels), line)
    ]
    return [
        [
            Segment("▀" * len(list(run)), Style.from_color(*pair))
            for pair, run in groupby(zip(upper, lower, strict=True))
        ]
        for upper, lower in zip(colors[::2], colors[1::2], strict=True)
    ]
