"""The widget: what it shows, where it stands, and what its keys do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from ppchat.core.cell import Cell, CellKind
from ppchat.tui.transcript.binding import BINDINGS
from ppchat.tui.transcript.cell_view import FOLDING, TONES, CellView
from ppchat.tui.transcript.column import Column, Place
from ppchat.tui.transcript.leaf_rows import Frame
from ppchat.tui.transcript.paint import MARGIN, Look, Mark, overflow, painted, with_offsets
from ppchat.tui.transcript.palette import Palette
from ppchat.tui.transcript.row import Row
from ppchat.tui.transcript.search import Match, Search
from ppchat.tui.transcript.source import bounds, code_blocks, href_at, selected, word_at

WIDEST: Final = 100
"""Columns of text beyond which lines are hard to read."""
_SIDEWAYS: Final = 8
_MARGIN_ROWS: Final = 8
"""Rows laid out beyond the window, so that a turn of the wheel finds them."""


class Transcript(ScrollView, can_focus=True):
    """A conversation, cell by cell, followed as it grows or read like a page."""

    DEFAULT_CSS = """
    Transcript {
        background: $background;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        scrollbar-color: $foreground 15%;
        scrollbar-color-hover: $foreground 30%;
        scrollbar-color-active: $primary;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    following = reactive(True, repaint=False, init=False)
    """Whether the end is held in the window as it grows."""
    plain = reactive(False, repaint=False, init=False)
    """Whether there are no boxes and no colours: for a screen reader."""
    wraps = reactive(False, repaint=False, init=False)
    """Whether code and wide tables are wrapped instead of moved sideways."""

    @dataclass
    class FollowChanged(Message):
        """The end was taken hold of, or let go."""

        following: bool

    @dataclass
    class Copied(Message):
        """Something was taken out."""

        text: str
        what: str

    @dataclass
    class LinkChosen(Message):
        """The address of a link was asked for; it is http or https."""

        url: str

    @dataclass
    class Found(Message):
        """Where a search stands: match `current` of `total`, from 1."""

        current: int
        total: int

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        plain: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._column = Column(Frame(width=80, plain=plain))
        self.set_reactive(Transcript.plain, plain)
        self._palette: Palette | None = None
        self._place = Place(0)
        self._adjusting = False
        self._current = -1
        self._shift = 0
        self._unseen = False
        self._search: Search | None = None
        self._tints: dict[str, list[Mark]] = {}
        self._marks: dict[int, list[Mark]] = {}

    # What is shown

    def update(self, cells: Sequence[Cell]) -> None:
        """Show the conversation `cells`; what did not change costs next to nothing."""
        column, height, top = self._column, self._column.height, self.scroll_offset.y
        changed = column.update(cells)
        if changed is None:
            return
        self._marks = {}
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

    @property
    def current(self) -> Cell | None:
        """The message that keys act on."""
        index = self._current_index()
        return self._column.views[index].cell if index >= 0 else None

    def last_reply(self) -> str:
        """The Markdown of the last answer."""
        for view in reversed(self._column.views):
            if view.cell.kind is CellKind.ANSWER:
                return str(view.cell.text)
        return ""

    def set_tint(self, key: str, spans: Iterable[tuple[int, int, int]]) -> None:
        """Lay heat 0 to 4 under ranges (start, stop, level) of a cell's text; none takes it off."""
        tints = [Mark(start, stop, f"heat{max(0, min(4, level))}") for start, stop, level in spans]
        if tints:
            self._tints[key] = tints
        else:
            self._tints.pop(key, None)
        self._marks = {}
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
            self.vertical_scrollbar.window_virtual_size = height

    def _move(self, top: int) -> None:
        self._adjusting = True
        try:
            self.set_reactive(Widget.scroll_target_y, float(top))
            self.scroll_y = float(top)
        finally:
            self._adjusting = False
        if self._column.views:
            self._place = self._column.place(top)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self._adjusting or not self._column.views:
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

    def _lay_out(self) -> None:
        room = self.size.width - self.styles.scrollbar_size_vertical - MARGIN - 1
        width = max(8, min(WIDEST, room))
        frame = Frame(width=width, wraps=self.wraps or self.plain, plain=self.plain)
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
        gutter, ink = self._gutter(index, view, local)
        cursor = view.cell.growing and not self.plain and row is view.end
        look = look._replace(gutter=gutter, gutter_ink=ink)
        strip = painted(row, look, self._marks_of(index), cursor)
        if self._unseen and y == self.size.height - 1:
            strip = self._with_more(strip, look)
        return strip, index, row

    def _look(self) -> Look:
        return Look(self._colours(), self._column.frame.width, self.size.width, self._shift)

    def _with_more(self, strip: Strip, look: Look) -> Strip:
        from rich.segment import Segment

        label = " ↓ new "
        left = max(0, min(look.total, MARGIN + look.column) - len(label))
        mark = Strip([Segment(label, look.palette.style("more"))], len(label))
        end = left + len(label)
        return Strip.join([strip.crop(0, left), mark, strip.crop(end, look.total)])

    def _gutter(self, index: int, view: CellView, local: int) -> tuple[str, str]:
        if self.plain:
            return " ", ""
        kind = view.cell.kind
        inside = local >= 1 or view.tight
        if kind is CellKind.PROMPT and inside:
            return ("█" if self._is_current(index) else "▌"), "prompt-bar"
        if kind is CellKind.NOTICE and local == 1:
            return TONES[view.cell.tone]
        if kind is CellKind.REFUSAL and inside:
            return "▌", "warning"
        if inside and self._is_current(index):
            return "▏", "current"
        if kind in FOLDING and inside and not view.folded:
            return "▏", "bar"
        return " ", ""

    def _is_current(self, index: int) -> bool:
        return index == self._current and self.has_focus

    def _marks_of(self, index: int) -> list[Mark]:
        marks = self._marks.get(index)
        if marks is None:
            marks = self._marks[index] = self._new_marks(index)
        return marks

    def _new_marks(self, index: int) -> list[Mark]:
        cell = self._column.views[index].cell
        marks = list(self._tints.get(cell.key, ()))
        if cell.added is not None:
            marks.append(Mark(*cell.added, "added"))
        if self._search is not None:
            marks.extend(self._search.marks(index))
        selection = self.text_selection
        if selection is not None:
            start, stop = bounds(selection, index, len(cell.text))
            if stop > start:
                marks.append(Mark(start, stop, "select"))
        return marks

    # Selection

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002
        self._marks = {}
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The source of what is selected, without what was drawn around it."""
        pieces = []
        for index, view in enumerate(self._column.views):
            start, stop = bounds(selection, index, len(view.cell.text))
            if stop > start:
                pieces.append(selected(view.cell, start, stop))
        return ("\n\n".join(pieces), "\n") if pieces else None

    # Messages

    def _current_index(self) -> int:
        views = self._column.views
        if not views:
            return -1
        if 0 <= self._current < len(views):
            return self._current
        return self._visible_index()

    def _visible_index(self) -> int:
        """The cell at the top of the window, or the last one when the end is held."""
        if self.following:
            return len(self._column.views) - 1
        return self._column.at(self.scroll_offset.y + 1)

    def _keep_current_visible(self) -> None:
        if not 0 <= self._current < len(self._column.views):
            return
        top = self._column.top(self._current)
        bottom = self._column.tops()[self._current]
        if bottom <= self.scroll_offset.y or top >= self.scroll_offset.y + self.size.height:
            self._current = self._column.at(self.scroll_offset.y + 1)

    def action_line_up(self) -> None:
        self._scroll_by(-1)
        self._keep_current_visible()

    def action_line_down(self) -> None:
        self._scroll_by(1)
        self._keep_current_visible()

    def action_page_up_(self) -> None:
        self._scroll_by(2 - self.size.height)
        self._keep_current_visible()

    def action_page_down_(self) -> None:
        self._scroll_by(self.size.height - 2)
        self._keep_current_visible()

    def action_top(self) -> None:
        if self._column.views:
            self._show(Place(0))
            self._keep_current_visible()

    def action_bottom(self) -> None:
        self.following = True
        self._keep_current_visible()

    def action_message(self, step: int) -> None:
        """Go to the next message, or the one before."""
        views = self._column.views
        if not views:
            return
        known = 0 <= self._current < len(views)
        index = self._current + step if known else self._visible_index()
        self._current = max(0, min(len(views) - 1, index))
        self._show(Place(self._current))

    def action_sideways(self, step: int) -> None:
        """Move wide code and tables sideways."""
        furthest = max((overflow(row, self._column.frame.width) for row in self._rows()), default=0)
        self._shift = max(0, min(furthest, self._shift + step * _SIDEWAYS))
        self.refresh()

    def _rows(self) -> Iterator[Row]:
        """The rows in the window."""
        top = self.scroll_offset.y
        for y in range(top, min(top + self.size.height, self._column.height)):
            row = self._column.row(y)[2]
            if row is not None:
                yield row

    def action_wrap(self) -> None:
        self.wraps = not self.wraps

    def action_fold(self) -> None:
        """Open a folded cell, or fold it."""
        index = self._current_index()
        if index < 0:
            return
        self._toggle(index)

    def _toggle(self, index: int) -> None:
        view = self._column.views[index]
        if view.cell.kind not in FOLDING:
            return
        self._current = index
        view.set_folded(not view.folded)
        self._column.changed()
        self._settle()
        self.refresh()

    def action_raw(self) -> None:
        """Show the Markdown of a message as it was written, or drawn again."""
        index = self._current_index()
        if index < 0:
            return
        view = self._column.views[index]
        view.set_raw(not view.raw)
        self._column.changed()
        self._show(Place(index))

    def action_copy_message(self) -> None:
        cell = self.current
        if cell is not None:
            self.post_message(self.Copied(str(cell.text), cell.kind.value))

    # Code blocks

    def action_code(self, step: int) -> None:
        """Go to the next code block, or the one before."""
        column = self._column
        here = column.place(self.scroll_offset.y + 1) if column.views else Place(0)
        order = range(here.view, len(column.views)) if step > 0 else range(here.view, -1, -1)
        for index in order:
            view = column.views[index]
            if view.folded:
                continue
            view.parse()
            parts = [block.part for block in code_blocks(view)]
            if index == here.view:
                parts = [part for part in parts if (part - here.part) * step > 0]
            if parts:
                column.changed()
                self._current = index
                self._show(Place(index, parts[0] if step > 0 else parts[-1]))
                return

    def action_copy_code(self) -> None:
        """Copy the first code block in sight, or else the last of the message."""
        column = self._column
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        last: str | None = None
        if not column.views:
            return
        for index in range(column.at(top), column.at(bottom - 1) + 1):
            view = column.views[index]
            if view.folded:
                continue
            begin = column.top(index)
            for block in code_blocks(view):
                if begin + view.top(block.stop) > top and begin + view.top(block.part) < bottom:
                    self.post_message(self.Copied(block.text, "code"))
                    return
                last = block.text
        if last is not None:
            self.post_message(self.Copied(last, "code"))

    # Find

    def find(self, query: str) -> int:
        """Mark all places where `query` stands and go to the first from here; their number."""
        column = self._column
        self._search = Search(column, query) if query.strip() else None
        self._marks = {}
        self.refresh()
        if self._search is None:
            return 0
        here = column.at(self.scroll_offset.y) if column.views else 0
        self._go_to_match(self._search.first(here))
        return self._search.position()[1]

    def clear_find(self) -> None:
        self.find("")

    @property
    def match_position(self) -> tuple[int, int]:
        """The match that was gone to, from 1, and how many there are; both may be 0."""
        return self._search.position() if self._search is not None else (0, 0)

    def action_next_match(self) -> None:
        if self._search is not None:
            self._go_to_match(self._search.stepped(1))

    def action_previous_match(self) -> None:
        if self._search is not None:
            self._go_to_match(self._search.stepped(-1))

    next_match = action_next_match
    previous_match = action_previous_match

    def _go_to_match(self, match: Match | None) -> None:
        assert self._search is not None
        self._search.match = match
        self._marks = {}
        if match is not None:
            view = self._column.views[match.view]
            view.set_folded(False)
            view.parse()
            self._column.changed()
            self._current = match.view
            place = self._column.place_of(match.view, match.start)
            self._show(place, above=self.size.height // 3)
        self.post_message(self.Found(*self._search.position()))

    # The pointer

    def on_click(self, event: events.Click) -> None:
        column, y = self._column, self.scroll_offset.y + event.y
        if self._unseen and event.y == self.size.height - 1:
            self.following = True
            return
        if not column.views or y >= column.height:
            return
        index, _, row = column.row(y)
        view = column.views[index]
        if event.chain > 1:
            event.prevent_default()  # which would select the whole conversation
            self._select_at(event)
            return
        if row is None or self.text_selection is not None:
            return
        self._current = index
        url = view.address(href_at(row, event.x - MARGIN))
        if url:
            self.post_message(self.LinkChosen(url))
        elif row in view.heading:
            self._toggle(index)
        self.refresh()

    def _select_at(self, event: events.Click) -> None:
        """Select the word under the pointer, or from the third click on its whole block."""
        _, offset = self.screen.get_widget_and_offset_at(event.screen_x, event.screen_y)
        if offset is None:
            return
        view = self._column.views[offset.y]
        if event.chain == 2:
            start, stop = word_at(view.cell, offset.x)
        else:
            start, stop = view.block_at(offset.x)
        if stop > start:
            chosen = Selection(Offset(start, offset.y), Offset(stop, offset.y))
            self.screen.selections = {self: chosen}

    def links(self) -> list[str]:
        """The addresses in sight, from top to bottom, each once."""
        column = self._column
        found: dict[str, None] = {}
        top = self.scroll_offset.y
        for y in range(top, min(top + self.size.height, column.height)):
            index, _, row = column.row(y)
            for span in row.spans if row is not None else ():
                if url := column.views[index].address(span.href):
                    found[url] = None
        return list(found)

    def action_link(self) -> None:
        """Choose the first link in sight."""
        found = self.links()
        if found:
            self.post_message(self.LinkChosen(found[0]))
