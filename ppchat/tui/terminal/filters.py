"""The last filter before the terminal: whatever a widget drew, no control character leaves."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from ppchat.core.security.sanitize import safe_line


class Net(LineFilter):
    """Makes every drawn segment safe; text that already is passes untouched."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments, with control characters of their texts replaced one for one."""
        if all(_clean(segment.text) for segment in segments):
            return segments
        return [
            segment
            if segment.control or _clean(segment.text)
            else Segment(safe_line(segment.text, len(segment.text)), segment.style)
            for segment in segments
        ]


def _clean(text: str) -> bool:
    return text.isprintable() or safe_line(text, len(text)) == text
