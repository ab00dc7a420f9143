"""Plain text, for a screen reader: replaces drawing characters."""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_REPLACEMENTS: Final = {
    **dict.fromkeys(range(0x2500, 0x2600), " "),  # boxes, blocks, geometric shapes
    **dict.fromkeys(range(0x2800, 0x2900), " "),  # Braille, of which bars consist
    **{ord(sign): " " for sign in "✓✗✖"},  # always next to a word
    **{ord(sign): "|" for sign in "│┃"},
    **{ord(sign): "-" for sign in "─━"},
    ord("┼"): "+",
    ord("▌"): ">",  # the cursor row
    ord("●"): "*",  # a mark
    ord("▲"): "!",  # a slow event or a warning
    ord("·"): "-",
}
"""The replacement of each character, equally wide, so that columns stay aligned."""


class PlainFilter(LineFilter):
    """Replaces drawing characters; signs that only repeat the word next to them become blanks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments, with drawing characters replaced."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(segment.text.translate(_REPLACEMENTS), segment.style)
            for segment in segments
        ]
