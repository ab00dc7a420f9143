"""Kitty's graphics protocol with Unicode placeholders: characters in whose place an image stands.

They move with the lines of text, and are erased like any other character.
https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders
"""

from __future__ import annotations

import base64
from typing import Final

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from ppchat.tui.terminal.filters import PLACEHOLDER

_PIECE: Final = 4096
"""Characters of Base64 in one sequence."""
_MARKS: Final = (
    "\u0305\u030d\u030e\u0310\u0312\u033d\u033e\u033f\u0346\u034a\u034b\u034c\u0350\u0351\u0352"
    "\u0357\u035b\u0363\u0364\u0365\u0366\u0367\u0368\u0369\u036a\u036b\u036c\u036d\u036e\u036f"
    "\u0483\u0484\u0485\u0486\u0487\u0592\u0593\u0594\u0595\u0597\u0598\u0599\u059c\u059d\u059e"
    "\u059f\u05a0\u05a1\u05a8\u05a9\u05ab\u05ac\u05af\u05c4\u0610\u0611\u0612\u0613\u0614\u0615"
    "\u0616\u0617\u0657\u0658\u0659\u065a\u065b\u065d\u065e\u06d6\u06d7\u06d8\u06d9\u06da\u06db"
    "\u06dc\u06df\u06e0\u06e1\u06e2\u06e4\u06e7\u06e8\u06eb\u06ec\u0730\u0732\u0733\u0735\u0736"
    "\u073a\u073d\u073f\u0740\u0741\u0743\u0745\u0747\u0749\u074a\u07eb\u07ec\u07ed\u07ee\u07ef"
    "\u07f0\u07f1\u07f3\u0816\u0817\u0818\u0819\u081b\u081c\u081d\u081e\u081f\u0820\u0821\u0822"
    "\u0823\u0825\u0826\u0827\u0829\u082a\u082b\u082c\u082d\u0951\u0953\u0954\u0f82\u0f83\u0f86"
    "\u0f87\u135d\u135e\u135f\u17dd\u193a\u1a17\u1a75\u1a76\u1a77\u1a78\u1a79\u1a7a\u1a7b\u1a7c"
    "\u1b6b\u1b6d\u1b6e\u1b6f\u1b70\u1b71\u1b72\u1b73\u1cd0\u1cd1\u1cd2\u1cda\u1cdb\u1ce0\u1dc0"
    "\u1dc1\u1dc3\u1dc4\u1dc5\u1dc6\u1dc7\u1dc8\u1dc9\u1dcb\u1dcc\u1dd1\u1dd2\u1dd3\u1dd4\u1dd5"
    "\u1dd6\u1dd7\u1dd8\u1dd9\u1dda\u1ddb\u1ddc\u1ddd\u1dde\u1ddf\u1de0\u1de1\u1de2\u1de3\u1de4"
    "\u1de5\u1de6\u1dfe\u20d0\u20d1"
)
"""The combining characters that stand for the numbers of rows and columns, in the order of the
protocol's `rowcolumn-diacritics.txt`."""
MAX_CELLS: Final = len(_MARKS)
"""The most columns, and rows, that placeholders can count."""


def transmission(image_id: int, png: bytes, columns: int, rows: int) -> str:
    """What gives the terminal an image to show in as many cells; it is not answered (`q=2`)."""
    data = base64.b64encode(png).decode()
    pieces = [data[at : at + _PIECE] for at in range(0, len(data), _PIECE)]
    first = f"a=T,U=1,f=100,i={image_id},c={columns},r={rows},"
    return "".join(
        f"\x1b_G{'' if number else first}q=2,m={int(number + 1 < len(pieces))};{piece}\x1b\\"
        for number, piece in enumerate(pieces)
    )


def deletion(image_id: int) -> str:
    """What makes the terminal forget an image."""
    return f"\x1b_Ga=d,d=I,q=2,i={image_id}\x1b\\"


def placeholder_rows(image_id: int, columns: int, rows: int) -> list[list[Segment]]:
    """Rows of characters in whose place the terminal shows an image; the colour is its number."""
    number = image_id.to_bytes(3, "big")
    style = Style(color=Color.from_rgb(*number))
    return [
        [Segment("".join(f"{PLACEHOLDER}{_MARKS[y]}{_MARKS[x]}" for x in range(columns)), style)]
        for y in range(rows)
    ]
