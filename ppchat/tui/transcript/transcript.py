"""The transcript widget: its keys and the mouse, on a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.selection import Selection

from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.view.cell import Cell
from ppchat.tui.transcript.bindings import BINDINGS
from ppchat.tui.transcript.cells.leaf_view import resolve_link
from ppchat.tui.transcript.column import RowAnchor
from ppchat.tui.transcript.highlight.search import Match, Search
from ppchat.tui.transcript.in_sight import InSight
from ppchat.tui.transcript.render.paint import overflow
from ppchat.tui.transcript.viewport import Viewport

if TYPE_CHECKING:
    from ppchat.tui.pictures.named_image import NamedImage
    from ppchat.tui.transcript.pointer import ClickTarget

_SIDEWAYS: Final = 8
"""Terminal cells by which a key press moves wide rows."""


class Transcript(Viewport, can_focus=True):
    """A conversation, cell by cell, followed as it grows or scrolled like a page."""

    BINDING_GROUP_TITLE = "Transcript"
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    @dataclass
    class Copied(Message):
        """A message or a code block was copied."""

        text: str
        kind: str
        amount: str = ""
        """How much it is, in words: 12 lines of python; empty for its characters."""

    @dataclass
    class LinkChosen(Message):
        """A link was chosen; its address is http or https."""

        url: str

    @dataclass
    class ImageChosen(Message):
        """An image was chosen, to view it, to open it outside or to save it."""

        images: Sequence[NamedImage]
        """All of the conversation."""
        index: int
        purpose: str
        """`view`, `open` or `save`."""

    @dataclass
    class TurnChosen(Message):
        """A key, a click or a search went to a cell of a turn."""

        turn: str

    @dataclass
    class PlaceChosen(Message):
        """A place in the text of the selected turn was chosen."""

        part: PartKey | None
        """The part of the answer that has the place; None beside its text."""
        offset: int
        """The character, from the beginning of the part."""
        enters: bool
        """Whether a key chose it, to go to its event; else a click."""

    @dataclass
    class MatchChanged(Message):
        """The search is at match `current`, from 1, of `total`."""

        current: int
        total: int

    @property
    def current(self) -> Cell | None:
        """The message that keys act on."""
        index = self._current_index()
        return self._column.views[index].cell if index >= 0 else None

    def selected_answer(self) -> str:
        """The Markdown of the selected answer."""
        return self._column.answer_text(self.selected)

    # Moving around

    def _current_index(self) -> int:
        if not self._column.views:
            return -1
        index = self._current.index(self.selected)
        return index if index >= 0 else self._visible_index()

    def watch_selected(self) -> None:
        self._current.select(self.selected)
        self.refresh()

    def show_turn(self) -> None:
        """Bring the selected turn into sight: its prompt at the top, unless all of it is seen."""
        column = self._column
        span = column.turn_span(self.selected)
        if not span:
            return
        if column.views[span[-1]].cell.growing and span.stop == len(column.views):
            self.following = True
            return
        top, bottom = column.cell_top(span[0]), column.bottoms()[span[-1]]
        if top < self.scroll_offset.y or bottom > self.scroll_offset.y + self.window_height:
            self._scroll_to_anchor(RowAnchor(span[0]))

    def _visible_index(self) -> int:
        """The cell at the top of the window, or the last one when following."""
        if self.following:
            return len(self._column.views) - 1
        return self._column.cell_index_at(self.scroll_offset.y + 1)

    def _scroll_lines(self, rows: int) -> None:
        self._scroll_by(rows)
        top = self.scroll_offset.y
        self._current.keep_in(range(top, top + self.window_height), self.selected)

    def _choose(self, index: int) -> None:
        """Make a cell the current one, which selects its turn."""
        turn = self._current.choose(index)
        if turn != self.selected:
            self.selected = turn
            # Deferred, as messages that a widget posts while its parent handles one do not bubble.
            self.call_later(self._announce_turn)

    def _announce_turn(self) -> None:
        self.post_message(self.TurnChosen(self.selected))

    def action_line_up(self) -> None:
        self._scroll_lines(-1)

    def action_line_down(self) -> None:
        self._scroll_lines(1)

    def action_page_up_(self) -> None:
        self._scroll_lines(2 - self.window_height)

    def action_page_down_(self) -> None:
        self._scroll_lines(self.window_height - 2)

    def action_top(self) -> None:
        if self._column.views:
            self._current.scroll_to(0, self.selected)
            self._scroll_to_anchor(RowAnchor(0))

    def action_bottom(self) -> None:
        if self._column.views:
            self._current.scroll_to(len(self._column.views) - 1, self.selected)
        self.following = True
        self.refresh()

    def action_message(self, step: int) -> None:
        """Go to the next message or, with -1, to the previous one."""
        if not self._column.views:
            return
        has_current = bool(self.selected) or self._current.chosen >= 0
        index = self._current_index() + step if has_current else self._visible_index()
        self._place.clear()
        index = self._current.nearest_message(index, step)
        self._choose(index)
        self._scroll_to_anchor(RowAnchor(index))
        self._point()

    def action_sideways(self, step: int) -> None:
        """Move wide code and tables sideways."""
        width = self._column.layout.width
        limit = max((overflow(row, width) for row in self._visible_rows()), default=0)
        self._shift = max(0, min(limit, self._shift + step * _SIDEWAYS))
        self.refresh()

    def action_wrap(self) -> None:
        self.wraps = not self.wraps

    def action_enter(self) -> None:
        """Go to the event of the line that was chosen; else act on the cell.

        It is folded or unfolded, an image is viewed, or its place in sight leads to an event.
        """
        if place := self._place.in_window(self._rows_in_sight()):
            self._choose(place.cell_index)
            part = self._column.views[place.cell_index].cell.part
            self._choose_place(part, place.offset, enters=True)
            return
        index = self._current_index()
        if index < 0:
            return
        view = self._column.views[index]
        if view.foldable:
            self._toggle(index)
        elif view.cell.image:
            self.action_image("view")
        else:
            self._choose(index)
            self._choose_place(view.cell.part, self._place_in(index), enters=True)

    def _choose_place(self, part: PartKey | None, offset: int = 0, *, enters: bool = False) -> None:
        self.post_message(self.PlaceChosen(part, offset, enters))

    def _place_in(self, index: int) -> int:
        """The place in a cell that keys act on: its match, else the first character in sight."""
        match = self._search.match if self._search is not None else None
        if match is not None and match.cell_index == index:
            return match.start
        return self._column.first_offset(index, self._rows_in_sight())

    def show_cursor(self) -> None:
        """Bring into sight what the event at the cursor added, or else the end of its answer."""
        index, offset = self._column.cursor_place(self.selected)
        if index < 0:
            return
        self._column.views[index].parse()
        self._column.invalidate_heights()
        anchor = self._column.anchor_of(index, offset)
        self._settle()
        if not 0 <= self._column.y_of(anchor) - self.scroll_offset.y < self.window_height:
            self._scroll_to_anchor(anchor, above=self.window_height // 3)

    def _toggle(self, index: int) -> None:
        view = self._column.views[index]
        if not view.foldable:
            return
        self._current.choose(index)
        above = self._column.cell_top(index) - self.scroll_offset.y
        view.set_folded(not view.folded)
        self._place.clear()
        self._column.invalidate_heights()
        if self.following and not view.folded and not self._column.views[-1].cell.growing:
            # What was opened begins where it stood, instead of going out of sight at the top.
            self._scroll_to_anchor(RowAnchor(index), above=max(0, above))
        else:
            self._settle()
        self.refresh()

    def action_raw(self) -> None:
        """Switch a message between raw and rendered Markdown."""
        index = self._current_index()
        if index < 0:
            return
        view = self._column.views[index]
        view.set_raw(not view.raw)
        self._column.invalidate_heights()
        self._scroll_to_anchor(RowAnchor(index))

    def action_copy_message(self) -> None:
        cell = self.current
        if cell is not None and cell.image:
            self._explain("An image is not copied as text: s saves it.")
        elif cell is not None:
            self.post_message(self.Copied(str(cell.text), cell.kind.value))

    def action_place(self, step: int) -> None:
        """Choose the next line of the text or, with -1, the previous one; enter shows its event."""
        anchor = self._place.step(step, self._rows_in_sight())
        if anchor is None:
            self._explain(f"No text {'below' if step > 0 else 'above'}.")
            return
        self._place.choose(anchor)
        self._choose(anchor.cell_index)
        top, height = self.scroll_offset.y, self.window_height
        y = self._column.y_of(anchor)
        if not top <= y < top + height:
            self._scroll_to_anchor(anchor, above=height - 1 if step > 0 else 0)
        if self._column.views[-1].cell.growing:
            self.following = False  # the text would carry the line out of sight
        self._point()
        self.refresh()

    def on_focus(self) -> None:
        """Point at what keys act on."""
        self._point()

    def _point(self) -> None:
        """Put the terminal's cursor on the line that was chosen, else on the current cell."""
        top, index = self.scroll_offset.y, self._current_index()
        if place := self._place.in_window(self._rows_in_sight()):
            self._point_at(place.y - top)
        elif index >= 0:
            y = self._column.cell_top(index) + (not self._column.views[index].tight) - top
            self._point_at(max(0, min(y, self.window_height - 1)))

    # What is in sight

    def _in_sight(self) -> InSight:
        return InSight(self._column, self._code, self._rows_in_sight(), self._current.chosen)

    # Code blocks

    def action_code(self, step: int) -> None:
        """Mark the next code block or, with -1, the previous one, and bring it into sight."""
        top, height = self.scroll_offset.y, self.window_height
        block = self._in_sight().next_code_block(step)
        if self._explains("code", step) or block is None:
            return
        self._code.mark(block)
        self._choose(block.cell_index)
        head, stop = self._code.rows(block)
        if head < top or stop > top + height:
            self._scroll_to_anchor(self._code.anchor(block), above=1)
        if self._column.views[-1].cell.growing:
            self.following = False  # the text would carry the block out of sight
        self.refresh()

    def action_copy_code(self, number: int = 0) -> None:
        """Copy the code block `number` of the window; with 0, the marked one, else the first."""
        block = self._in_sight().code_block(number)
        if self._explains("copy_code", number) or block is None:
            return
        self.post_message(self.Copied(self._code.text(block), "code", self._code.describe(block)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave digits to the prompt while no code block has that number."""
        if action == "copy_code" and parameters and isinstance(number := parameters[0], int):
            return number <= len(self._in_sight().code_blocks())
        return super().check_action(action, parameters)

    def obstacle(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why an action cannot be run now; empty if it can."""
        number = parameters[0] if parameters and isinstance(parameters[0], int) else 0
        match action:
            case "link" if self.current and self.current.image:
                return ""
            case "next_match" | "previous_match" if self._search is None:
                return "Nothing is searched for: ctrl+f finds."
        return self._in_sight().obstacle(action, number)

    def _explains(self, action: str, *parameters: object) -> bool:
        """Whether an action cannot be run; if so, the user is notified why."""
        obstacle = self.obstacle(action, parameters)
        if obstacle:
            self._explain(obstacle)
        return bool(obstacle)

    def _explain(self, text: str) -> None:
        """Say why a key did nothing."""
        self.notify(text, timeout=2, markup=False)

    # Find

    def find(self, query: str, start: Match | None = None) -> int:
        """Highlight all matches of `query`, go to the first from here or from `start`; how many."""
        column = self._column
        self._search = Search(column, query) if query.strip() else None
        self._highlights.clear()
        self.refresh()
        if self._search is None:
            return 0
        here = column.cell_index_at(self.scroll_offset.y) if column.views else 0
        self._go_to_match(self._search.first_match(start or Match(here, 0)))
        return self._search.position()[1]

    def clear_find(self) -> None:
        self.find("")

    def action_next_match(self) -> None:
        self._step_match("next_match", 1)

    def action_previous_match(self) -> None:
        self._step_match("previous_match", -1)

    def _step_match(self, action: str, by: int) -> None:
        if not self._explains(action) and self._search is not None:
            self._go_to_match(self._search.next_match(by))

    next_match = action_next_match
    previous_match = action_previous_match

    def _go_to_match(self, match: Match | None) -> None:
        assert self._search is not None
        self._highlights.clear()
        anchor = self._search.go_to(match)
        if anchor is not None:
            self._choose(anchor.cell_index)
            self._place.clear()
            self._scroll_to_anchor(anchor, above=self.window_height // 3)
        self.post_message(self.MatchChanged(*self._search.position()))

    # The pointer

    def on_click(self, event: events.Click) -> None:
        from ppchat.tui.transcript.pointer import clicked_selection, source_offset, target_at

        if event.y == self.window_height:
            self.follow()
            return
        x = event.x - self.gutter.left - self.text_left
        target = target_at(self._column, x, self.scroll_offset.y + event.y)
        offset = source_offset(self.screen, event)
        if event.chain > 1:
            if offset is not None and target is not None:
                self._select(clicked_selection(self._column, offset, event.chain))
            event.prevent_default()  # the default selects the whole conversation
            event.stop()
        elif target is not None and self.text_selection is None:
            self._click(target, offset.x if offset is not None else 0)

    def _select(self, selection: Selection | None) -> None:
        if selection is not None:
            self.screen.selections = {self: selection}

    def _click(self, target: ClickTarget, offset: int) -> None:
        self._choose(target.cell_index)
        if target.url:
            self.post_message(self.LinkChosen(target.url))
        elif target.is_picture:
            self.action_image("view")
        elif target.toggles:
            self._toggle(target.cell_index)
        else:
            part = target.view.cell.part if target.is_text else None
            self._choose_place(part, offset if target.is_text else 0)
        self.refresh()

    def links(self) -> list[str]:
        """The addresses in view, from top to bottom, without duplicates."""
        return self._in_sight().links()

    def action_link(self) -> None:
        """Choose the current image, or else the first link in view."""
        if self.current is not None and self.current.image:
            self.action_image("open")
            return
        if not self._explains("link"):
            self.post_message(self.LinkChosen(self.links()[0]))

    # Images

    def action_image(self, purpose: str) -> None:
        """View, open or save the current image, or else the first in sight."""
        if self._explains("image"):
            return
        index = self._in_sight().image_index()
        from ppchat.core.images.image_source import is_address

        source = self._column.views[index].cell.image
        if is_address(source):
            self._choose_address(source, purpose)
            return
        from ppchat.tui.transcript.pictures import named_images

        images = named_images(self.cells)
        self._choose(index)
        self.post_message(self.ImageChosen([*images.values()], [*images].index(index), purpose))

    def _choose_address(self, source: str, purpose: str) -> None:
        url = resolve_link(source, (), lambda *_: "")
        if url and purpose != "save":
            self.post_message(self.LinkChosen(url))
        else:
            self._explain("Only the address of the image was sent.")
