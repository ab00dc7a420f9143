"""A scrolled widget drawn line by line, without a layout pass each time it grows."""

from __future__ import annotations

from textual.geometry import Offset, Size
from textual.scroll_view import ScrollView
from textual.widget import Widget


class LineScroll(ScrollView):
    """A window on many lines, with a thin scroll bar redrawn only when its thumb moves."""

    DEFAULT_CSS = """
    LineScroll {
        background: $surface;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        scrollbar-color: $foreground 15%;
        scrollbar-color-hover: $foreground 30%;
        scrollbar-color-active: $primary;
    }
    """

    _thumb: tuple[int, int] | None = None

    def _set_height(self, height: int) -> None:
        """Set the number of lines, without the layout pass that assigning `virtual_size` causes."""
        size = Size(self.container_size.width, height)
        if size != self.virtual_size:
            grew = size.height > self.virtual_size.height
            had_bar = self.show_vertical_scrollbar
            self.set_reactive(Widget.virtual_size, size)
            if had_bar and grew:
                self._update_thumb()
                return
            self._scroll_update(size)
            if self.show_vertical_scrollbar != had_bar:
                self.refresh(layout=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Redraw when other lines come into view."""
        if round(old_value) != round(new_value):
            self.refresh()
            self._update_thumb()

    def _update_thumb(self) -> None:
        # Only when the thumb visibly moves: drawing the bar costs more than drawing the lines.
        height, total = self.size.height, max(1, self.virtual_size.height)
        eighths = (8 * height * height // total, 8 * height * self.scroll_offset.y // total)
        if eighths != self._thumb:
            self._thumb = eighths
            self.vertical_scrollbar.window_virtual_size = total
            self.vertical_scrollbar.position = self.scroll_y

    def _scroll_into_view(self, first: int, last: int, height: int) -> int:
        """Scroll just enough to show the lines `first` to `last` in a window of `height` lines.

        Returns the line that will be the first of the window.
        """
        top = round(self.scroll_target_y)
        if first < top:
            top = max(0, first)
        elif last >= top + height:
            top = last - height + 1
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)
        return top

    def _point_at(self, y: int) -> None:
        """Put the terminal's hidden cursor on a row, where a screen reader looks for it."""
        if self.has_focus:
            self.app.cursor_position = self.region.offset + Offset(0, y)
