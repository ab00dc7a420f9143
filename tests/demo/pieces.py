"""Splits text into pieces such as a model writes."""

from __future__ import annotations

import re
from random import Random
from typing import Any, Final

_CITATION: Final = re.compile(r"\(\[([^\]]+)\]\((https://[^)\s]+)\)\)")
# Roughly where a tokenizer cuts: a word includes the space before it.
_TOKEN: Final = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff]{1,2}| ?[^\W\d_]+|\d{1,3}"
    r"| ?[^\s\w]+\n*|_+|\s*\n+|[ \t]+(?=\S)|\s+"
)


def pieces_of(text: str, random: Random) -> list[str]:
    """Split `text` into pieces such as a model writes; joined, they equal the text."""
    pieces: list[str] = []
    for match in _TOKEN.finditer(text):
        piece = match[0]
        while len(piece) > 8 and piece.strip().isalpha():
            cut = random.randint(4, 7)
            pieces.append(piece[:cut])
            piece = piece[cut:]
        pieces.append(piece)
    if "".join(pieces) != text:
        raise ValueError(f"pieces do not make up the text: {text!r}")
    return pieces


def citations(text: str) -> list[dict[str, Any]]:
    """Each `([title](address))` in the text, as the annotation that a server adds."""
    return [
        {
            "type": "url_citation",
            "start_index": match.start(),
            "end_index": match.end(),
            "title": match[1],
            "url": match[2],
        }
        for match in _CITATION.finditer(text)
    ]
