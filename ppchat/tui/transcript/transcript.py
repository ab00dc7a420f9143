"""The widget: what its keys and the mouse do in a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.selection import Selection

from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.bindings import BINDINGS
from ppchat.tui.transcript.cell_heading import FOLDING
from ppchat.tui.transcript.column import Place
from ppchat.tui.transcript.render.paint import MARGIN, overflow
from ppchat.tui.transcript.search import Match, Search
from ppchat.tui.transcript.selection import code_blocks, href_at, word_at
from ppchat.tui.transcript.viewport import Viewport

_SIDEWAYS: Final = 8
"""Cells by which wide rows move at once."""


class Transcript(Viewport, can_focus=True):
    """A conversation, cell by cell, followed as it grows or read like a page."""

    BINDING_GROUP_TITLE = "Transcript"
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

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
            self._current = 0
            self._show(Place(0))

    def action_bottom(self) -> None:
        self._current = len(self._column.views) - 1
        self.following = True
        self.refresh()

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
        self._marks.clear()
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
        self._marks.clear()
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
            event.stop()
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
