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
_NO_STYLE: Final = Style()


class SanitizeFilter(LineFilter):
    """Sanitizes every segment; text without control characters passes unchanged."""

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

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in readable colours."""
        display = self.display
        return [
            segment
            if segment.control
            else Segment(
                segment.text,
                readable_style(
                    segment.style or _NO_STYLE,
                    background,
                    display,
                    bool(segment.text.strip(_DRAWING)),
                ),
            )
            for segment in segments
        ]


def _is_safe(text: str) -> bool:
    return text.isprintable() or sanitize_line(text, len(text)) == text
