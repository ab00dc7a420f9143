"""Text as a fenced block of Markdown, which nothing in the text can close."""

from __future__ import annotations

import re
from typing import Final

_TICKS: Final = re.compile("`{3,}")


def fenced(text: str, language: str = "") -> str:
    """The text in a fence that is longer than all in it."""
    longest = max(map(len, _TICKS.findall(text)), default=2)
    fence = "`" * (longest + 1)
    end = "" if text.endswith("\n") or not text else "\n"
    return f"{fence}{language}\n{text}{end}{fence}"
