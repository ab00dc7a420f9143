"""The last filter before the terminal: no control character drawn by a widget gets through."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from ppchat.core.security.sanitize import sanitize_line


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


def _is_safe(text: str) -> bool:
    return text.isprintable() or sanitize_line(text, len(text)) == text
