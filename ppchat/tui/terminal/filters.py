"""The last filters before the terminal: what it gets is harmless, and can be read."""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.terminal.contrast import Display, readable_style

_DRAWING: Final = " " + "".join(map(chr, range(0x2500, 0x25A0)))
"""Blanks, lines and blocks, which nobody reads."""
PLACEHOLDER: Final = "\U0010eeee"
"""In its place the terminal shows an image, whose number its colour is."""
_NO_STYLE: Final = Style()
_MAX_STYLES: Final = 4096
_StyleTable = dict[Style, Style]


class SanitizeFilter(LineFilter):
    """Sanitizes every segment; text without control characters passes unchanged, and so do the
    app's own images."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments, with each control character replaced by one other character."""
        if all(_is_safe(segment.text) for segment in segments):
            return segments
        return [
            segment
            if segment.control or _is_safe(segment.text)
            else Segment(sanitize_line(segment.text, len(segment.text)), segment.style)
            for segment in segments
        ]


class ReadableFilter(LineFilter):
    """Gives every text a colour that contrasts with its background, at the terminal's depth."""

    def __init__(self, display: Display) -> None:
        super().__init__()
        self.display = display
        self._tables: dict[Color, tuple[_StyleTable, _StyleTable]] = {}
        """By ground: the readable styles of drawings and of text. For every segment that is drawn,
        a table costs less than the call of a function."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in readable colours."""
        tables = self._tables.get(background)
        if tables is None or max(map(len, tables)) > _MAX_STYLES:
            tables = self._tables[background] = {}, {}
        readable: list[Segment] = []
        is_changed = False
        for segment in segments:
            text, style, control = segment
            style = style or _NO_STYLE
            is_text = text.strip(_DRAWING) != "" and text[0] != PLACEHOLDER
            shown = tables[is_text].get(style)
            if shown is None:
                shown = readable_style(style, background, self.display, is_text)
                tables[is_text][style] = shown
            if control or shown is style:
                readable.append(segment)
            else:
                is_changed = True
                readable.append(Segment(text, shown))
        return readable if is_changed else segments


def _is_safe(text: str) -> bool:
    if text.isprintable():
        return True
    text = text.replace(PLACEHOLDER, " ")
    return sanitize_line(text, len(text)) == text
