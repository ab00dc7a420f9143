"""A scrolling view of lines without border and padding."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip

from ppchat.tui.terminal.line_scroll import LineScroll


class BareScroll(LineScroll):
    """Draws the lines of `render_line` as they are; each must have the width of the view."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region, without Textual's handling of borders and padding."""
        filters, background = self.get_line_filters(), self.background_colors[1]
        strips = []
        for y in crop.line_range:
            strip = self.render_line(y)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip)
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips
