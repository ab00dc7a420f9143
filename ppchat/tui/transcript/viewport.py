"""The window on a conversation: what of it is laid out, where it stands, how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.segment import Segment
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
from ppchat.tui.transcript.column import Column, Place
from ppchat.tui.transcript.gutter import gutter
from ppchat.tui.transcript.highlights import Marks
from ppchat.tui.transcript.render.leaf_rows import Frame
from ppchat.tui.transcript.render.paint import MARGIN, Look, painted, with_offsets
from ppchat.tui.transcript.render.row import Row
from ppchat.tui.transcript.search import Search
from ppchat.tui.transcript.selection import bounds, selected

WIDEST: Final = 100
"""Columns of text beyond which lines are hard to read."""
_MARGIN_ROWS: Final = 8
"""Rows laid out beyond the window, so that a turn of the wheel finds them."""


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
    """Whether the end is held in the window as it grows."""
    plain = reactive(False, repaint=False, init=False)
    """Whether there are no boxes and no colours: for a screen reader."""
    wraps = reactive(False, repaint=False, init=False)
    """Whether code and wide tables are wrapped instead of moved sideways."""

    @dataclass
    class FollowChanged(Message, namespace="transcript"):
        """The end was taken hold of, or let go."""

        following: bool

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        plain: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._column = Column(Frame(width=80, plain=plain))
        self.set_reactive(Viewport.plain, plain)
        self._palette: Palette | None = None
        self._place = Place(0)
        self._adjusting = False
        self._current = -1
        self._shift = 0
        self._unseen = False
        self._search: Search | None = None
        self._marks = Marks()

    def on_mount(self) -> None:
        self.plain = self.plain or self.app.has_class("-plain")

    # What is shown

    def update(self, cells: Sequence[Cell]) -> None:
        """Show the conversation `cells`; what did not change costs next to nothing."""
        if self.size and self._frame() != self._column.frame:
            self._lay_out()  # Textual may lay a new widget out without a word to it
        column, height, top = self._column, self._column.height, self.scroll_offset.y
        changed = column.update(cells)
        if changed is None:
            return
        self._marks.clear()
        if self._place.view >= len(column.views):
            self._place = Place(max(0, len(column.views) - 1))
        self._settle()
        if not self.following and column.height > height and not self._unseen:
            self._unseen = True
            self.refresh()
        elif self.scroll_offset.y != top:
            self.refresh()
        else:
            self._refresh_from(column.y(changed) - top)

    def _refresh_from(self, y: int) -> None:
        """Draw the rows of the window from `y` on anew."""
        width, height = self.size
        y = max(0, y)
        if y < height:
            self.refresh(Region(0, y, width, height - y))

    @property
    def cells(self) -> list[Cell]:
        """The conversation shown."""
        return [view.cell for view in self._column.views]

    def set_tint(self, key: str, spans: Iterable[tuple[int, int, int]]) -> None:
        """Lay heat 0 to 4 under ranges (start, stop, level) of a cell's text; none takes it off."""
        self._marks.tint(key, spans)
        self.refresh()

    # Where it stands

    def _settle(self) -> None:
        """Lay out what is near the window, and move the window with what it shows."""
        column, height = self._column, self.size.height
        if not column.views or not height:
            self._set_extent(column.height)
            return
        if self.following:
            column.measure_end(height + _MARGIN_ROWS)
            top = max(0, column.height - height)
        else:
            place = self._place
            column.measure_around(place, _MARGIN_ROWS, height + _MARGIN_ROWS)
            top = min(column.y(place), max(0, column.height - height))
        self._set_extent(column.height)
        self._move(top)

    def _set_extent(self, height: int) -> None:
        # Without the layout that assigning it asks for: no other widget depends on it.
        size = Size(self.size.width, height)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)

    def _move(self, top: int) -> None:
        self._adjusting = True
        try:
            self.set_reactive(Widget.scroll_target_y, float(top))
            self.scroll_y = float(top)
        finally:
            self._adjusting = False
        self._move_thumb()
        if self._column.views:
            self._place = self._column.place(top)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        if round(old_value) != round(new_value):
            self.refresh()
        if self._adjusting:
            return
        self._thumb = None
        self._move_thumb()
        if not self._column.views:
            return
        self._place = self._column.place(round(new_value))
        self.following = round(new_value) >= self.max_scroll_y
        self._settle()

    def watch_following(self, following: bool) -> None:
        if following:
            self._unseen = False
            self._settle()
            self.refresh()
        self.post_message(self.FollowChanged(following))

    def _scroll_by(self, rows: int) -> None:
        if not self._column.views:
            return
        # What comes into sight gets its true height first: a guess would make rows be skipped.
        self._column.measure_around(self._place, max(0, -rows), self.size.height + max(0, rows))
        self._set_extent(self._column.height)
        self._move(self._column.y(self._place))
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False)

    def _show(self, place: Place, above: int = 0) -> None:
        """Bring `place` to the top of the window, or `above` rows below it."""
        column, height = self._column, self.size.height
        column.measure_around(place, above, height + _MARGIN_ROWS)
        y = max(0, column.y(place) - above)
        end = max(0, column.height - height)
        self._set_extent(column.height)
        self._place = column.place(min(y, end))
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
        self.refresh()

    def _frame(self) -> Frame:
        """The frame that the size of the widget asks for."""
        room = self.size.width - self.styles.scrollbar_size_vertical - MARGIN - 1
        width = max(8, min(WIDEST, room))
        return Frame(width=width, wraps=self.wraps or self.plain, plain=self.plain)

    def _lay_out(self) -> None:
        frame = self._frame()
        if frame != self._column.frame:
            place = self._place
            self._column.set_frame(frame)
            self._place = place
        self._settle()
        self.refresh()

    def _colours(self) -> Palette:
        if self._palette is None:
            ground = self.background_colors[1]
            self._palette = Palette(self.app.theme_variables, ground, self.plain)
        return self._palette

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.size != self.outer_size:  # a border or padding, that Textual draws
            return super().render_lines(crop)
        filters, ground = self.get_line_filters(), self.background_colors[1]
        look, strips = self._look(), []
        for y in crop.line_range:
            strip = self._strip(y, look)[0]
            for each in filters:
                strip = strip.apply_filter(each, ground)
            strips.append(strip)
        if crop.column_span != (0, look.total):
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """The strip at `y` of the window, with the places in the source that a pointer needs."""
        strip, index, row = self._strip(y, self._look())
        return with_offsets(strip, row, row.at, index) if row is not None else strip

    def _strip(self, y: int, look: Look) -> tuple[Strip, int, Row | None]:
        """What is drawn at `y` of the window, and the cell and the row it is of."""
        column = self._column
        line = self.scroll_offset.y + y
        if not column.views or line >= column.height:
            return Strip.blank(look.total, look.palette.style("")), -1, None
        index, local, row = column.row(line)
        if row is None:
            return Strip.blank(look.total, look.palette.style("")), -1, None
        view = column.views[index]
        if not self.plain:
            sign, ink = gutter(view, local, self._is_current(index))
            look = look._replace(gutter=sign, gutter_ink=ink)
        cursor = view.cell.growing and not self.plain and row is view.end
        marks = self._marks.of(index, view.cell, self._search)
        strip = painted(row, look, marks, cursor)
        if self._unseen and y == self.size.height - 1:
            strip = self._with_more(strip, look)
        return strip, index, row

    def _look(self) -> Look:
        return Look(self._colours(), self._column.frame.width, self.size.width, self._shift)

    def _with_more(self, strip: Strip, look: Look) -> Strip:
        label = " ↓ new "
        left = max(0, min(look.total, MARGIN + look.column) - len(label))
        mark = Strip([Segment(label, look.palette.style("more"))], len(label))
        end = left + len(label)
        return Strip.join([strip.crop(0, left), mark, strip.crop(end, look.total)])

    def _is_current(self, index: int) -> bool:
        return index == self._current and self.has_focus

    # Selection

    def selection_updated(self, selection: Selection | None) -> None:
        self._marks.select(selection)
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The source of what is selected, without what was drawn around it."""
        pieces = []
        for index, view in enumerate(self._column.views):
            start, stop = bounds(selection, index, len(view.cell.text))
            if stop > start:
                pieces.append(selected(view.cell, start, stop))
        return ("\n\n".join(pieces), "\n") if pieces else None

    def _rows(self) -> Iterator[Row]:
        """The rows in the window."""
        top = self.scroll_offset.y
        for y in range(top, min(top + self.size.height, self._column.height)):
            row = self._column.row(y)[2]
            if row is not None:
                yield row
