"""A scrolling view of lines without padding, and with no border but the left one."""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from ppchat.tui.terminal.line_scroll import LineScroll

_EDGES: Final = {"outer": "▌", "vkey": "▏"}
"""The signs of the kinds of left borders that are drawn; all others are blank."""


class BareScroll(LineScroll):
    """Draws the lines of `render_line` as they are; each must have the width of the view."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region, without Textual's handling of borders and padding."""
        filters, background = self.get_line_filters(), self.background_colors[1]
        edge = self._left_edge()
        strips = []
        for y in crop.line_range:
            strip = self.render_line(y)
            if edge is not None:
                strip = Strip.join([edge, strip])
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip)
        if crop.column_span != (0, self.size.width + (edge is not None)):
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def _left_edge(self) -> Strip | None:
        """The left border of a line; None without one."""
        kind, color = self.styles.border_left
        if not kind:
            return None
        sign = _EDGES.get(kind, " ")
        style = Style(color=color.rich_color, bgcolor=self.background_colors[1].rich_color)
        return Strip([Segment(sign, style)], 1)
