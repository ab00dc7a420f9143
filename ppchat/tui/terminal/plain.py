"""Plain text, for a screen reader: no drawing characters where something is drawn."""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SIGNS: Final = {
    **dict.fromkeys(range(0x2500, 0x2600), " "),  # boxes, blocks, geometric shapes
    **{ord(sign): " " for sign in "✓✗✖"},  # a word stands beside each
    **{ord(sign): "|" for sign in "│┃"},
    **{ord(sign): "-" for sign in "─━"},
    ord("┼"): "+",
    ord("▌"): ">",  # the row of the cursor
    ord("●"): "*",  # a mark
    ord("▲"): "!",  # what is slow, or a warning
    ord("·"): "-",
}
"""What stands for each character; as wide, so that columns stay."""


class Plain(LineFilter):
    """Says in letters what is drawn; signs that only repeat the word beside them go."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments, in plain characters."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(segment.text.translate(_SIGNS), segment.style)
            for segment in segments
        ]
