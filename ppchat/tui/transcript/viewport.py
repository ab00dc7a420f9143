"""The window on a conversation: what is laid out, the scroll position, drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from ppchat.core.view.cell import Cell
from ppchat.tui.style.text_styles import Palette
from ppchat.tui.terminal.line_scroll import LineScroll
from ppchat.tui.transcript.cells.cell_view import CellView
from ppchat.tui.transcript.code_cursor import CodeCursor, CodeMarks
from ppchat.tui.transcript.column import Column, RowAnchor
from ppchat.tui.transcript.current_cell import CurrentCell
from ppchat.tui.transcript.highlight.highlights import Highlights
from ppchat.tui.transcript.highlight.place_cursor import PlaceCursor
from ppchat.tui.transcript.highlight.search import Search
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.paint import MARGIN, PaintStyle, add_offsets
from ppchat.tui.transcript.render.row import TextRow
from ppchat.tui.transcript.selection import selected_sources
from ppchat.tui.transcript.window.new_below import NewBelow
from ppchat.tui.transcript.window.placement import TextPlacement, place_text
from ppchat.tui.transcript.window.window_painter import Window, WindowPainter

if TYPE_CHECKING:
    from ppchat.tui.transcript.pictures import CellPictures

_MARGIN_ROWS: Final = 8
"""Rows laid out beyond the window, ready for one turn of the mouse wheel."""


class Viewport(LineScroll):
    """Rows of a conversation, drawn line by line; only those near the window are laid out."""

    DEFAULT_CSS = """
    Viewport {
        background: $background;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        overflow-y: scroll;
    }
    """

    following = reactive(True, repaint=False, init=False)
    """Whether the end stays in view as it grows."""
    selected = reactive("", repaint=False, init=False)
    """The turn whose answer is marked in the gutter; empty for none."""
    plain = reactive(False, repaint=False, init=False)
    """Whether to draw without boxes and colours, for a screen reader."""
    wraps = reactive(False, repaint=False, init=False)
    """Whether code and wide tables are wrapped instead of scrolled sideways."""

    @dataclass
    class FollowChanged(Message, namespace="transcript"):
        """The view started or stopped following the end."""

        following: bool

    @dataclass
    class Centred(Message, namespace="transcript"):
        """The column of text now begins `inset` cells of the screen from the left; 0 if it fills
        the window."""

        inset: int
        width: int
        """Terminal cells of the column with its margin."""

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        plain: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._column = Column(TextLayout(width=80, plain=plain))
        self.set_reactive(Viewport.plain, plain)
        self._palette: Palette | None = None
        self._anchor = RowAnchor(0)
        self._adjusting = False
        self._shift = 0
        self._inset = 0
        self._new_below = NewBelow()
        self._search: Search | None = None
        self._highlights = Highlights()
        self._pictures: CellPictures | None = None
        """None until there is an image."""
        self._current = CurrentCell(self._column)
        self._code = CodeCursor(self._column)
        self._place = PlaceCursor(self._column)
        self._painter = WindowPainter(self._column, self._code, self._highlights)

    def on_mount(self) -> None:
        self.plain = self.plain or self.app.has_class("-plain")

    # Content

    def update(self, cells: Sequence[Cell]) -> None:
        """Show the conversation `cells`; unchanged cells cost next to nothing."""
        if self.size and self._placement.layout != self._column.layout:
            self._lay_out()  # Textual may lay out a new widget without notifying it
        column, top = self._column, self.scroll_offset.y
        changed = column.update(cells)
        if changed is None:
            return
        if self._pictures is None and any(cell.image for cell in cells[changed.cell_index :]):
            self._begin_pictures()
        self._highlights.clear()
        if self._anchor.cell_index >= len(column.views):
            self._anchor = RowAnchor(max(0, len(column.views) - 1))
        if not self.following and column.height > top + self.window_height:
            self._note_new_below()
        self._settle()
        if self.scroll_offset.y != top:
            self.refresh()
        else:
            self._refresh_from(column.y_of(changed) - top)

    def _refresh_from(self, y: int) -> None:
        """Redraw the rows of the window from `y` on."""
        width, height = self.size
        y = max(0, y)
        if y < height:
            self.refresh(Region(0, y, width, height - y))

    @property
    def cells(self) -> list[Cell]:
        """The conversation shown."""
        return [view.cell for view in self._column.views]

    def set_tint(self, key: str, spans: Iterable[tuple[int, int, int]]) -> None:
        """Tint ranges (start, stop, level 0 to 4) of a cell's text; no ranges remove the tint."""
        self._highlights.set_tint(key, spans)
        self.refresh()

    # Pictures

    def _begin_pictures(self) -> None:
        from ppchat.tui.transcript.pictures import CellPictures

        self._pictures = CellPictures(self, self._on_picture, plain=self.plain)
        self._lay_out()

    def _on_picture(self, _: CellView) -> None:
        self._column.invalidate_heights()
        self._settle()
        self.refresh()

    def _request_pictures(self) -> None:
        column, top = self._column, self.scroll_offset.y
        if self._pictures is not None and column.views:
            first, last = (column.cell_index_at(y) for y in (top, top + self.size.height))
            self._pictures.request(column.views[first : last + 1], self.background_colors[1])

    # Scrolling

    def follow(self) -> None:
        """Bring the end into sight, and keep it there as it grows."""
        if self.following:
            self._settle()
            self.refresh()
        self.following = True

    @property
    def window_height(self) -> int:
        """Rows of the conversation in the window."""
        return self.size.height - self._new_below.present

    @property
    def _last_top(self) -> int:
        """The row at the top of the window when it is at the end."""
        return max(0, self._column.height - self.window_height)

    @property
    def _length(self) -> int:
        return sum(len(view.cell.text) for view in self._column.views)

    def _note_new_below(self) -> None:
        was_present = self._new_below.present
        self._new_below.note_below(self._length)
        if self._new_below.present != was_present:
            self.refresh()

    def _clear_new_below(self) -> None:
        if self._new_below.present:
            self.refresh()
        self._new_below.clear(self._length)

    def _settle(self) -> None:
        """Lay out the rows near the window, and keep the window on the rows it shows."""
        column, height = self._column, self.size.height
        if not column.views or not height:
            self._set_extent(column.height)
            return
        if self.following:
            column.measure_end(height + _MARGIN_ROWS)
            top = self._last_top
        else:
            anchor = self._anchor
            column.measure_around(anchor, _MARGIN_ROWS, height + _MARGIN_ROWS)
            top = min(column.y_of(anchor), self._last_top)
            if top >= column.height - self.window_height:
                self._clear_new_below()
                top = min(top, self._last_top)
        self._set_extent(column.height)
        self._move(top)
        self._request_pictures()

    def _set_extent(self, height: int) -> None:
        # Without the layout pass that assigning it requests: no other widget depends on it.
        size = Size(self.size.width, height + self._new_below.present)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)

    def _move(self, top: int) -> None:
        self._adjusting = True
        try:
            self.set_reactive(Widget.scroll_target_y, float(top))
            self.scroll_y = float(top)
        finally:
            self._adjusting = False
        self._update_thumb()
        if self._column.views:
            self._anchor = self._column.anchor_at(top)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        if round(old_value) != round(new_value):
            self.refresh()
        if self._adjusting:
            return
        self._thumb = None
        self._update_thumb()
        if not self._column.views:
            return
        self._anchor = self._column.anchor_at(round(new_value))
        self.following = round(new_value) >= self.max_scroll_y
        self._settle()

    def watch_following(self, following: bool) -> None:
        self._clear_new_below()
        if following:
            self._settle()
            self.refresh()
        self.post_message(self.FollowChanged(following))

    def _scroll_by(self, rows: int) -> None:
        if not self._column.views:
            return
        # Rows coming into view get their true height first: an estimate could skip rows.
        self._column.measure_around(self._anchor, max(0, -rows), self.size.height + max(0, rows))
        self._set_extent(self._column.height)
        self._move(self._column.y_of(self._anchor))
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False)

    def _scroll_to_anchor(self, anchor: RowAnchor, above: int = 0) -> None:
        """Scroll `anchor` to the top of the window, or `above` rows below it."""
        column, height = self._column, self.size.height
        column.measure_around(anchor, above, height + _MARGIN_ROWS)
        y = max(0, column.y_of(anchor) - above)
        end = self._last_top
        self._set_extent(column.height)
        self._anchor = column.anchor_at(min(y, end))
        self.following = y >= end
        if not self.following:
            self._settle()
        self.refresh()

    # Drawing

    def on_resize(self, _: events.Resize) -> None:
        self._lay_out()

    def watch_plain(self) -> None:
        self._palette = None
        self._lay_out()

    def watch_wraps(self) -> None:
        self._lay_out()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._palette = None
        self._request_pictures()
        self.refresh()

    @property
    def text_left(self) -> int:
        """The terminal cell of the window at which text begins: its column is centred."""
        return self._placement.text_left

    @property
    def _placement(self) -> TextPlacement:
        """The column in a window of this size."""
        return place_text(
            self.size.width - self.styles.scrollbar_size_vertical,
            wraps=self.wraps,
            plain=self.plain,
            graphics=self._pictures.graphics.value if self._pictures is not None else "",
        )

    def _lay_out(self) -> None:
        placement = self._placement
        if placement.layout != self._column.layout:
            anchor = self._anchor
            self._place.clear()
            self._column.set_layout(placement.layout)
            self._anchor = anchor
        inset = placement.inset and placement.inset + self.content_region.x
        if inset != self._inset:
            self._inset = inset
            self.post_message(self.Centred(inset, placement.outer_width))
        self._settle()
        self.refresh()

    def _get_palette(self) -> Palette:
        if self._palette is None:
            background = self.background_colors[1]
            self._palette = Palette(self.app.theme_variables, background, self.plain)
        return self._palette

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.size != self.outer_size:  # Textual draws the border or padding
            return super().render_lines(crop)
        filters, background = self.get_line_filters(), self.background_colors[1]
        window, strips = self._window(), []
        for y in crop.line_range:
            strip = self._painter.strip(y, window)[0]
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip)
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """The strip at `y` of the window, with the source offsets that selecting needs."""
        # Without highlights: they would cut the pieces of text by which offsets are assigned.
        strip, index, row = self._painter.strip(y, self._window(), highlighted=False)
        if row is None:
            return strip
        return add_offsets(strip, row, row.offset, index, self.text_left)

    def _window(self) -> Window:
        paint_style = PaintStyle(
            self._get_palette(),
            self._column.layout.width,
            self.size.width,
            self._shift,
            inset=self.text_left - MARGIN,
        )
        top, height = self.scroll_offset.y, self.window_height
        has_marks = self.has_focus and not self.plain
        rows = self._rows_in_sight()
        place = self._place.in_window(rows) if has_marks else None
        return Window(
            top,
            height,
            paint_style,
            self._code.marks(rows) if has_marks else CodeMarks({}),
            self._current.chosen if self.has_focus else -1,
            place.y if place else -1,
            self.selected,
            self._search,
            self.plain,
        )

    # Selection

    def selection_updated(self, selection: Selection | None) -> None:
        self._highlights.set_selection(selection)
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The source of the selection, without what is drawn around it."""
        sources = selected_sources(selection, self._column.views)
        return ("\n\n".join(sources), "\n") if sources else None

    def _rows_in_sight(self) -> range:
        top = self.scroll_offset.y
        return range(top, min(top + self.window_height, self._column.height))

    def _visible_rows(self) -> Iterator[TextRow]:
        """The rows in the window."""
        for y in self._rows_in_sight():
            row = self._column.row_at(y)[2]
            if row is not None:
                yield row
