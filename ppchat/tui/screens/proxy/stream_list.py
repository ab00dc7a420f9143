"""The list of responses that pass through the proxy, the newest at the bottom."""

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

from ppchat.core.view.response_row import ResponseRow
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.screens.proxy.stream_row import column_widths, heading, segments
from ppchat.tui.style.event_styles import EventStyles, event_styles
from ppchat.tui.style.strip import line_strip
from ppchat.tui.terminal.line_scroll import LineScroll

HEADING_HEIGHT: Final = 1
"""Lines above the rows: the names of the columns."""


class RowSource(Protocol):
    """What the list needs of a response."""

    def row(self, now_ns: int) -> ResponseRow:
        """The values of its row at `now_ns` of the monotonic clock."""


class StreamList(LineScroll, can_focus=True):
    """Draws only the visible lines, however many responses there are."""

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

    playhead: reactive[Playhead] = reactive(Playhead)
    """The response that keys act on, and whether that is always the newest."""
    marks: reactive[frozenset[int]] = reactive(frozenset)
    """The responses marked by the user."""

    @dataclass
    class Opened(Message):
        """The user opened a response."""

        index: int

    @dataclass
    class Moved(Message):
        """The cursor or a mark has changed."""

    def __init__(self, streams: Sequence[RowSource]) -> None:
        """`streams` may grow: call `update_rows` then."""
        super().__init__()
        self._streams = streams
        self._count = 0
        self._now_ns = 0
        self._drawn: dict[int, ResponseRow] = {}
        self._protocols: set[str] = set()
        """The protocols of the responses that were drawn; of several, each row shows its own."""
        self._strips: LRUCache[object, Strip] = LRUCache(512)
        self._styles: EventStyles | None = None

    @property
    def cursor(self) -> int:
        """The index of the response that keys act on."""
        return self.playhead.position

    # What is shown.

    def update_rows(self, now_ns: int) -> None:
        """Show what arrived until `now_ns` of the monotonic clock; at most once per frame."""
        self._now_ns = now_ns
        previous, self._count = self._count, len(self._streams)
        if self._count != previous:
            self._set_height(self._count + HEADING_HEIGHT)
            self.playhead = self.playhead.grow(self._count - 1)
            self._show_cursor()
        width, top = self.size.width, self.scroll_offset.y
        for index in range(top, min(self._count, top + self.size.height - HEADING_HEIGHT)):
            row = self._streams[index].row(now_ns)
            if row.protocol not in self._protocols:
                self._protocols.add(row.protocol)
                self.refresh()
            if index >= previous or self._drawn.get(index) != row:
                self.refresh(Region(0, index - top + HEADING_HEIGHT, width, 1))

    def _show_cursor(self) -> None:
        row = self.cursor
        top = self._scroll_into_view(row, row, max(1, self.size.height - HEADING_HEIGHT))
        self._point_at(max(row - top, 0) + HEADING_HEIGHT)

    def on_focus(self) -> None:
        """Point at the row of the cursor."""
        self._show_cursor()

    def watch_playhead(self) -> None:
        """Keep the cursor visible."""
        self._show_cursor()
        self.refresh()
        self.post_message(self.Moved())

    def watch_marks(self) -> None:
        """Draw the marks."""
        self.refresh()
        self.post_message(self.Moved())

    def notify_style_update(self) -> None:
        """Draw in the colours of another theme."""
        super().notify_style_update()
        self._styles = None
        self._strips.clear()

    def on_resize(self) -> None:
        """Keep the cursor visible."""
        self._show_cursor()

    def render_line(self, y: int) -> Strip:
        """The names of the columns, or a row."""
        styles = self._styles = self._styles or event_styles(self)
        width = self.scrollable_content_region.width
        columns = column_widths(width, has_protocols=len(self._protocols) > 1)
        if y < HEADING_HEIGHT:
            return line_strip(heading(columns, styles), width, styles.base)
        index = self.scroll_offset.y + y - HEADING_HEIGHT
        if index >= self._count:
            return line_strip([Segment("")], width, styles.base)
        row = self._drawn[index] = self._streams[index].row(self._now_ns)
        cursor, marked = index == self.cursor, index in self.marks
        key = (row, columns, cursor, marked, self.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            background = styles.base
            if cursor:
                background = styles.focus_cursor if self.has_focus else styles.cursor
            parts = segments(row, columns, styles, cursor=cursor, marked=marked)
            strip = self._strips[key] = line_strip(parts, width, background)
        return strip

    # Moving.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Disable the keys of the list while it is empty."""
        return self._count > 0

    def go_to(self, index: int) -> None:
        """Move the cursor; on the newest response it follows the stream of responses."""
        if self._count:
            self.playhead = Playhead.at(index, self._count - 1)

    def action_move(self, by: int) -> None:
        """Move the cursor by rows, down if positive."""
        self.go_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by pages, down if positive."""
        self.go_to(self.cursor + by * max(1, self.size.height - HEADING_HEIGHT - 1))

    def action_first(self) -> None:
        """Go to the oldest response."""
        self.go_to(0)

    def action_last(self) -> None:
        """Go to the newest response, and follow."""
        self.go_to(self._count - 1)

    def action_follow(self) -> None:
        """Follow the newest response, or stop following."""
        self.playhead = self.playhead.toggle_following(self._count - 1)

    def action_mark(self) -> None:
        """Mark the response for comparison, or unmark it."""
        if self._count:
            self.marks = self.marks ^ {self.cursor}

    def action_open(self) -> None:
        """Inspect the response."""
        if self._count:
            self.post_message(self.Opened(self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Go to a row; a second click on it opens it."""
        index = self.scroll_offset.y + event.y - HEADING_HEIGHT
        if event.y < HEADING_HEIGHT or index >= self._count:
            return
        if index == self.cursor and event.chain > 1:
            self.action_open()
        else:
            self.go_to(index)
