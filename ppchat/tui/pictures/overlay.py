"""Images that the terminal draws over its text: iTerm2's protocol, and Sixel."""

from __future__ import annotations

import base64
import re
from typing import Final

_BAND: Final = 6
"""Rows of pixels in a line of Sixel."""
_RUN: Final = re.compile(rb"(.)\1{3,}")
_TO_CHARACTERS: Final = bytes(range(0x3F, 0x7F)) + bytes(192)


def iterm_sequence(png: bytes, columns: int, rows: int) -> str:
    """An image in as many cells at the cursor, in iTerm2's protocol."""
    size = f"size={len(png)};width={columns};height={rows}"
    return f"\x1b]1337;File=inline=1;{size}:{base64.b64encode(png).decode()}\a"


def sixel_sequence(width: int, height: int, pixels: bytes, palette: bytes) -> str:
    """An image at the cursor in Sixel; `pixels` are numbers of colours of the palette, in RGB."""
    colors = "".join(
        f"#{number};2;" + ";".join(str(value * 100 // 255) for value in palette[at : at + 3])
        for number, at in enumerate(range(0, len(palette), 3))
    )
    bands = b"-".join(
        _band([pixels[y * width : (y + 1) * width] for y in range(top, min(top + _BAND, height))])
        for top in range(0, height, _BAND)
    )
    return f'\x1bP0;1q"1;1;{width};{height}{colors}{bands.decode("ascii")}\x1b\\'


def _band(rows: list[bytes]) -> bytes:
    """Up to six rows of pixels: for each colour, one character per column."""
    used = set().union(*rows)
    lines = []
    for color in sorted(used):
        columns = 0
        for number, row in enumerate(rows):
            table = bytearray(256)
            table[color] = 1 << number
            columns |= int.from_bytes(row.translate(table), "big")
        line = columns.to_bytes(len(rows[0]), "big").rstrip(b"\0").translate(_TO_CHARACTERS)
        lines.append(b"#%d%b" % (color, _RUN.sub(_repeat, line)))
    return b"$".join(lines)


def _repeat(match: re.Match[bytes]) -> bytes:
    return b"!%d%b" % (len(match[0]), match[1])
