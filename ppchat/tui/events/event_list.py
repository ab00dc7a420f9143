"""The list of events: virtual over the columns of a recording, whatever its length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from ppchat.core.inspect.event_rows import Keep, Rows
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.bindings import BINDINGS
from ppchat.tui.events.cursor import Cursor
from ppchat.tui.events.event_header import heading, title
from ppchat.tui.events.event_row import Columns, columns
from ppchat.tui.events.row_cache import RowStrips, line
from ppchat.tui.style.event_styles import Ink, ink_of
from ppchat.tui.widgets.bare_scroll import BareScroll

HEAD: Final = 2
"""Lines above the rows: the title, and the names of the columns."""
_BATCH: Final = 20_000
"""Events taken in at once, so that a long recording never holds up a key."""


class EventList(BareScroll, can_focus=True):
    """Every event of a recording, a line each or a line a run; the cursor is the position."""

    BINDING_GROUP_TITLE = "Events"
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    recording: reactive[Recording | None] = reactive(None)
    """What is listed; it may grow."""
    position: reactive[int] = reactive(0, repaint=False)
    """Events folded into what is shown beside the list: the cursor is on event position - 1."""
    following: reactive[bool] = reactive(True)
    """Whether the cursor stays at the end as events come."""
    keep: reactive[Keep | None] = reactive(None)
    """Which events are listed; None for all."""
    note: reactive[str] = reactive("")
    """What the events listed were chosen by, for the title; foreign, raw."""

    @dataclass
    class Moved(Message):
        """The cursor went to another event."""

        position: int
        """Events up to the cursor, with the one it is on."""

    @dataclass
    class FollowChanged(Message):
        """The list let go of the end, or took hold of it."""

        following: bool

    @dataclass
    class Opened(Message):
        """An event is to be shown in detail."""

        n: int

    @dataclass
    class Counted(Message):
        """More events were listed, by the filter or for all."""

        hits: int

    def __init__(
        self,
        recording: Recording | None = None,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: Rows | None = None
        self._strips = RowStrips()
        self._ink: Ink | None = None
        self._at: Columns | None = None
        self.set_reactive(EventList.recording, recording)

    # What is shown.

    def watch_recording(self) -> None:
        """List another recording."""
        self._restart()

    def watch_keep(self) -> None:
        """List other events of it."""
        self._restart()

    def watch_position(self, before: int, position: int) -> None:
        """Keep the row of the cursor in sight."""
        self._show_cursor()
        # Rows after the cursor are dimmed, so all of them change from where it was.
        self._refresh_from(min(before, position) - 1)

    def watch_following(self) -> None:
        """Go to the end, or stay."""
        self._show_cursor()

    def notify_style_update(self) -> None:
        """Draw in the colours of another theme."""
        super().notify_style_update()
        self._ink = None
        self._strips.clear()

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        self._strips.clear()
        self._show_cursor()

    def recording_grew(self) -> None:
        """Take in what came since; to be called once a frame while events come."""
        rows = self._rows
        if rows is None or self.recording is None:
            return
        before, hits, first = len(rows), rows.count, rows.seen - 1
        whole = rows.grow(_BATCH)
        self._strips.measure(self.recording)
        if len(rows) != before:
            self._set_height(len(rows) + HEAD)
            self._show_cursor()
        if rows.count != hits:
            self._refresh_from(first)
            self.post_message(self.Counted(rows.count))
        if not whole:
            self.call_later(self.recording_grew)

    @property
    def listed(self) -> int:
        """Events taken in so far, chosen by the filter or not."""
        return self._rows.seen if self._rows is not None else 0

    @property
    def _cursor(self) -> Cursor | None:
        """The cursor where there is something to be on."""
        if self.recording is None or self._rows is None:
            return None
        return Cursor(self.recording, self._rows, self.position)

    def _restart(self) -> None:
        self._strips.clear()
        rows = self._rows = None if self.recording is None else Rows(self.recording, self.keep)
        self.recording_grew()
        if rows is None or not rows.count:
            self._set_height(HEAD)
            self.post_message(self.Counted(0))
        self.refresh()

    def _refresh_from(self, n: int) -> None:
        """Draw the title anew, and the rows from that of event `n` on."""
        width, height = self.size
        cursor = self._cursor
        if cursor is None or self._at != self._columns(cursor.recording):
            self.refresh()
            return
        y = max(HEAD, cursor.rows.row_of(n) - self.scroll_offset.y + HEAD)
        self.refresh(Region(0, 0, width, 1))
        if y < height:
            self.refresh(Region(0, y, width, height - y))

    def _show_cursor(self) -> None:
        cursor = self._cursor
        if cursor is None or not self.is_mounted:
            return
        at = cursor.row
        if self.following and self.position >= cursor.rows.seen:
            at = len(cursor.rows) - 1
        self._bring_into_sight(at, at, max(1, self.size.height - HEAD))

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """One line: title, names of columns, or a row."""
        ink = self._ink = self._ink or ink_of(self)
        width = self.scrollable_content_region.width
        cursor = self._cursor
        if cursor is None:
            text = " No events yet" if y == HEAD else " Events" if y == 0 else ""
            return line([Segment(text, ink.muted)], width, ink.base)
        recording, rows, position = cursor
        if y == 0:
            hits = None if self.keep is None else rows.count
            parts = title(recording, hits, self.note, position, self.following, width, ink)
            return line(parts, width, ink.base)
        at = self._at = self._columns(recording)
        if y == 1:
            return line(heading(at, width, ink), width, ink.base)
        number = self.scroll_offset.y + y - HEAD
        if number >= len(rows):
            empty = "" if number else " No event fits" if self.keep else " No events yet"
            return line([Segment(empty, ink.muted)], width, ink.base)
        row = rows[number]
        look = cursor.look(row, focus=self.has_focus)
        return self._strips.strip(recording, row, at, width, look, ink)

    def _columns(self, recording: Recording) -> Columns:
        """Where the columns stand, which depends on how long the numbers get."""
        width = self.scrollable_content_region.width
        return columns(width, len(recording), recording.timed)

    # Moving.

    def move(self, position: int) -> None:
        """Put the cursor somewhere, as a key would."""
        total = len(self.recording) if self.recording is not None else 0
        position = max(0, min(total, position))
        following = position == total
        if following != self.following:
            self.following = following
            self.post_message(self.FollowChanged(following))
        if position != self.position:
            self.position = position
            self.post_message(self.Moved(position))

    def action_row(self, by: int) -> None:
        """Go up or down by rows."""
        if cursor := self._cursor:
            self.move(cursor.by_rows(by))

    def action_page(self, by: int) -> None:
        """Go up or down by a page."""
        self.action_row(by * max(1, self.size.height - HEAD - 1))

    def action_first(self) -> None:
        """Go to the first event listed."""
        if cursor := self._cursor:
            self.move(cursor.to_first())

    def action_last(self) -> None:
        """Go to the end, and stay there."""
        self.move(len(self.recording or ()))

    def action_step(self, by: int) -> None:
        """Go some events on or back, within runs too."""
        self.move(self.position + by)

    def action_follow(self) -> None:
        """Take hold of the end, or let go of it."""
        if self.following:
            self.following = False
            self.post_message(self.FollowChanged(False))
        else:
            self.action_last()

    def action_fold(self) -> None:
        """Fold the runs of like deltas, or unfold them all."""
        if self._rows is not None:
            self._rows.fold_all(not self._rows.folded)
            self._rows_changed()

    def action_open(self) -> None:
        """Unfold the run under the cursor, or show the event in detail."""
        cursor = self._cursor
        if cursor is None or cursor.row < 0:
            return
        if cursor.rows[cursor.row].size > 1:
            cursor.rows.toggle(cursor.row)
            self._rows_changed()
        else:
            self.post_message(self.Opened(self.position - 1))

    def action_mark(self) -> None:
        """Mark the event under the cursor, or take the mark away."""
        if self.recording is not None and self.position:
            self.recording.marks ^= {self.position - 1}
            self.refresh()

    def action_next_mark(self, by: int) -> None:
        """Go to the next mark, or the one before."""
        if cursor := self._cursor:
            self.move(cursor.to_mark(by))

    def _rows_changed(self) -> None:
        self._set_height(len(self._rows or ()) + HEAD)
        self._show_cursor()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Go to a row; a second click on it opens it. The title follows."""
        if event.y == 0:
            self.action_follow()
            return
        number = self.scroll_offset.y + event.y - HEAD
        if self._rows is None or event.y < HEAD or not 0 <= number < len(self._rows):
            return
        if self._rows.row_of(self.position - 1) == number and event.chain > 1:
            self.action_open()
        else:
            self.move(self._rows[number].last + 1)
