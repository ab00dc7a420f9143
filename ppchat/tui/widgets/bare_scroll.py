"""A window on lines with nothing around them: no border, no padding."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip

from ppchat.tui.terminal.line_scroll import LineScroll


class BareScroll(LineScroll):
    """Gives its lines as `render_line` makes them, each of the width of the window."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part, without Textual's handling of what surrounds them."""
        filters, ground = self.get_line_filters(), self.background_colors[1]
        strips = []
        for y in crop.line_range:
            strip = self.render_line(y)
            for each in filters:
                strip = strip.apply_filter(each, ground)
            strips.append(strip)
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips
