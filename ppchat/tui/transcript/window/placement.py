"""Where the column of text stands in its window."""

from __future__ import annotations

from typing import Final, NamedTuple

from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.paint import MARGIN

MAX_TEXT_WIDTH: Final = 110
"""Terminal cells beyond which lines of text are hard to read."""
_MIN_TEXT_WIDTH: Final = 8


class TextPlacement(NamedTuple):
    """A column of text, centred in its window."""

    layout: TextLayout
    inset: int = 0
    """Blank terminal cells left of the margin."""

    @property
    def text_left(self) -> int:
        """The terminal cell of the window at which text begins."""
        return self.inset + MARGIN

    @property
    def outer_width(self) -> int:
        """Terminal cells of the column with its margin."""
        return MARGIN + self.layout.width + 1


def place_text(width: int, *, wraps: bool, plain: bool, graphics: str) -> TextPlacement:
    """The column in a window of `width` terminal cells; its margin and one cell stay free."""
    room = width - MARGIN - 1
    text_width = max(_MIN_TEXT_WIDTH, min(MAX_TEXT_WIDTH, room))
    layout = TextLayout(text_width, wraps=wraps or plain, plain=plain, graphics=graphics)
    return TextPlacement(layout, max(0, room - text_width) // 2)
