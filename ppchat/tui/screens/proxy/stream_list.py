"""The list of responses that pass by: a line each, the newest at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from ppchat.core.view.response_row import Passage
from ppchat.tui.events.row_cache import line
from ppchat.tui.screens.proxy.stream_row import columns, heading, segments
from ppchat.tui.style.event_styles import Ink, ink_of
from ppchat.tui.terminal.line_scroll import LineScroll

HEAD: Final = 1
"""The line above the rows: the names of the columns."""


class Listed(Protocol):
    """What the list needs to know of a response."""

    def row(self, now_ns: int) -> Passage:
        """What stands in its row at `now_ns` of the monotonic clock."""


class StreamList(LineScroll, can_focus=True):
    """Draws no more than the lines in sight, however many responses there are."""

    BINDING_GROUP_TITLE = "Responses"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "inspect", id="streams.open"),
        Binding("m,space", "mark", "mark", key_display="m", id="streams.mark"),
        Binding("F", "follow", "follow", id="streams.follow"),
        Binding("j,down", "move(1)", "down", show=False, id="streams.down"),
        Binding("k,up", "move(-1)", "up", show=False, id="streams.up"),
        Binding("pagedown", "page(1)", "page down", show=False, id="streams.page_down"),
        Binding("pageup", "page(-1)", "page up", show=False, id="streams.page_up"),
        Binding("g,home", "first", "first", show=False, id="streams.first"),
        Binding("G,end", "last", "last", show=False, id="streams.last"),
    ]

    cursor: reactive[int] = reactive(0)
    """The response that keys act on."""
    following: reactive[bool] = reactive(True)
    """Whether the cursor stays on the newest as more come."""
    marks: reactive[frozenset[int]] = reactive(frozenset)
    """The responses marked by the person."""

    @dataclass
    class Opened(Message):
        """A response is to be inspected."""

        at: int

    @dataclass
    class Moved(Message):
        """The cursor or a mark is elsewhere."""

    def __init__(self, streams: Sequence[Listed]) -> None:
        """`streams` may grow; `grew` says that it did."""
        super().__init__()
        self._streams = streams
        self._count = 0
        self._now_ns = 0
        self._drawn: dict[int, Passage] = {}
        self._strips: LRUCache[object, Strip] = LRUCache(512)
        self._ink: Ink | None = None

    # What is shown.

    def grew(self, now_ns: int) -> None:
        """Take in what came up to `now_ns` of the monotonic clock; at most once a frame."""
        self._now_ns = now_ns
        before, self._count = self._count, len(self._streams)
        if self._count != before:
            self._set_height(self._count + HEAD)
            if self.following:
                self.cursor = self._count - 1
            self._show_cursor()
        width, top = self.size.width, self.scroll_offset.y
        for at in range(top, min(self._count, top + self.size.height - HEAD)):
            if at >= before or self._drawn.get(at) != self._streams[at].row(now_ns):
                self.refresh(Region(0, at - top + HEAD, width, 1))

    def _show_cursor(self) -> None:
        self._bring_into_sight(self.cursor, self.cursor, max(1, self.size.height - HEAD))

    def watch_cursor(self) -> None:
        """Keep it in sight."""
        self._show_cursor()
        self.refresh()
        self.post_message(self.Moved())

    def watch_marks(self) -> None:
        """Draw them."""
        self.refresh()
        self.post_message(self.Moved())

    def notify_style_update(self) -> None:
        """Draw in the colours of another theme."""
        super().notify_style_update()
        self._ink = None
        self._strips.clear()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._show_cursor()

    def render_line(self, y: int) -> Strip:
        """The names of the columns, or a row."""
        ink = self._ink = self._ink or ink_of(self)
        width = self.scrollable_content_region.width
        at = columns(width)
        if y < HEAD:
            return line(heading(at, ink), width, ink.base)
        number = self.scroll_offset.y + y - HEAD
        if number >= self._count:
            return line([Segment("")], width, ink.base)
        row = self._drawn[number] = self._streams[number].row(self._now_ns)
        cursor, marked = number == self.cursor, number in self.marks
        key = (row, width, cursor, marked, self.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            ground = ink.base
            if cursor:
                ground = ink.focus_cursor if self.has_focus else ink.cursor
            parts = segments(row, at, ink, cursor=cursor, marked=marked)
            strip = self._strips[key] = line(parts, width, ground)
        return strip

    # Moving.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Without a response no key of the list does anything."""
        return self._count > 0

    def go(self, at: int) -> None:
        """Put the cursor somewhere, as a key would; at the newest it stays there."""
        if self._count:
            self.cursor = max(0, min(self._count - 1, at))
            self.following = self.cursor == self._count - 1

    def action_move(self, by: int) -> None:
        """Go up or down by rows."""
        self.go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Go up or down by a page."""
        self.go(self.cursor + by * max(1, self.size.height - HEAD - 1))

    def action_first(self) -> None:
        """Go to the oldest."""
        self.go(0)

    def action_last(self) -> None:
        """Go to the newest, and stay there."""
        self.go(self._count - 1)

    def action_follow(self) -> None:
        """Stay on the newest as more come, or let go of it."""
        if self.following:
            self.following = False
        else:
            self.action_last()

    def action_mark(self) -> None:
        """Mark the response for a comparison, or take the mark away."""
        if self._count:
            self.marks = self.marks ^ {self.cursor}

    def action_open(self) -> None:
        """Inspect the response."""
        if self._count:
            self.post_message(self.Opened(self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Go to a row; a second click on it opens it."""
        number = self.scroll_offset.y + event.y - HEAD
        if event.y < HEAD or number >= self._count:
            return
        if number == self.cursor and event.chain > 1:
            self.action_open()
        else:
            self.go(number)
