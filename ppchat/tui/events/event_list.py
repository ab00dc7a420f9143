"""The event list: draws only the visible rows, however long the recording is."""

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

from ppchat.core.inspect.event_rows import Depth, EventPredicate
from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from ppchat.core.inspect.rounds.rows import RoundRows
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.bindings import BINDINGS
from ppchat.tui.events.cursor import Cursor
from ppchat.tui.events.event_header import (
    Heading,
    column_headings,
    empty_list_lines,
    title_segments,
)
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.events.row_painter import RowPainter
from ppchat.tui.marks import Marks
from ppchat.tui.style.event_styles import EventStyles, event_styles
from ppchat.tui.style.strip import line_strip
from ppchat.tui.widgets.bare_scroll import BareScroll

HEADER_LINES: Final = 2
"""Lines above the rows: the title and the names of the columns."""
_BATCH: Final = 20_000
"""Events processed at once, so that a long recording never delays a key."""


class EventList(BareScroll, can_focus=True):
    """Every event of a recording, one line per event or run; the cursor is the position.

    Those of an exchange of several rounds are numbered through all of them.
    """

    BINDING_GROUP_TITLE = "Events"
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    recording: reactive[Recording | Rounds | None] = reactive(None)
    """The recording listed, or the rounds of an exchange; it may grow."""
    playhead: reactive[Playhead] = reactive(Playhead, repaint=False)
    """The position of the cursor."""
    keep: reactive[EventPredicate | None] = reactive(None)
    """Which events are listed; None for all."""
    heading: reactive[Heading] = reactive(Heading)
    """Which answer of a conversation it is, for the title."""
    note: reactive[str] = reactive("")
    """The text of the filter, for the title; not sanitized."""

    @dataclass
    class Moved(Message):
        """The cursor moved to another event, or started or stopped following the end."""

        playhead: Playhead

    @dataclass
    class Opened(Message):
        """An event was opened for its details."""

        n: int

    @dataclass
    class Counted(Message):
        """The number of listed events changed."""

        hits: int

    def __init__(
        self,
        recording: Recording | Rounds | None = None,
        *,
        depth: Depth = Depth.RUNS,
        marks: Marks | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """`depth` is how much is folded at first; `marks` are shared with other views."""
        super().__init__(id=id, classes=classes)
        self._depth = depth
        self._marks = marks or Marks()
        self._rounds: Rounds | None = None
        self._rows: RoundRows | None = None
        self._painter = RowPainter()
        self._event_styles: EventStyles | None = None
        self.set_reactive(EventList.recording, recording)

    # Contents.

    def on_mount(self) -> None:
        """Say each row as a sentence where a screen reader reads it."""
        self._painter.plain = self.app.has_class("-plain")

    def watch_recording(self) -> None:
        """List another recording."""
        self._restart()

    def watch_keep(self) -> None:
        """List other events of it."""
        self._restart()

    def watch_playhead(self, before: Playhead, playhead: Playhead) -> None:
        """Keep the row of the cursor visible."""
        self._scroll_to_cursor()
        # Rows after the cursor are dimmed, so all of them change from its old position on.
        self._refresh_rows_from(min(before.position, playhead.position) - 1, len(self._rows or ()))

    def notify_style_update(self) -> None:
        """Redraw in the colours of another theme."""
        super().notify_style_update()
        self._event_styles = None
        self._painter.clear()

    def on_resize(self) -> None:
        """Redraw for another width."""
        self._painter.clear()
        self._scroll_to_cursor()

    def show_new_events(self) -> None:
        """Show new events; call it once per frame while events arrive."""
        rows, rounds = self._rows, self._rounds
        if rows is None or rounds is None:
            return
        before, hits, first = len(rows), rows.event_count, rows.seen - 1
        complete = rows.grow(_BATCH)
        if self._painter.measure(rounds):
            first = -1  # rows that are drawn already look different now
        if len(rows) != before:
            self._set_height(len(rows) + HEADER_LINES)
            self._scroll_to_cursor()
        if rows.event_count != hits:
            self._refresh_rows_from(first if before else -1, max(before, len(rows)))
            self.post_message(self.Counted(rows.event_count))
        if not complete:
            self.call_later(self.show_new_events)

    @property
    def processed_count(self) -> int:
        """Events processed so far, whether or not the filter selects them."""
        return self._rows.seen if self._rows is not None else 0

    @property
    def _cursor(self) -> Cursor | None:
        """The cursor; None without a recording."""
        if self._rounds is None or self._rows is None:
            return None
        marks = self._marks.in_rounds(self._rounds)
        return Cursor(self._rounds, self._rows, self.playhead.position, marks)

    def _restart(self) -> None:
        self._painter.clear()
        rows = self._rows = self._rounds = None
        if self.recording is not None:
            self._rounds = as_rounds(self.recording)
            rows = self._rows = RoundRows(self._rounds, self.keep, self._depth)
        self.show_new_events()
        if self._rounds is not None:
            self._painter.resize_columns(self._rounds, self.scrollable_content_region.width)
        if rows is None or not rows.event_count:
            self._set_height(HEADER_LINES)
            self.post_message(self.Counted(0))
        self.refresh()

    def _refresh_rows_from(self, n: int, stop: int) -> None:
        """Redraw the title and the rows from that of event `n` to `stop`; all if `n` is -1."""
        width = self.size.width
        cursor, inner = self._cursor, self.scrollable_content_region.width
        is_restyled = cursor is not None and self._painter.resize_columns(cursor.rounds, inner)
        if cursor is None or n < 0 or not stop or is_restyled:
            self.refresh()
            return
        above = HEADER_LINES - self.scroll_offset.y
        y = max(HEADER_LINES, cursor.rows.row_of(n) + above)
        end = min(self.size.height, stop + above)
        self.refresh(Region(0, 0, width, 1))
        if y < end:
            self.refresh(Region(0, y, width, end - y))

    def _scroll_to_cursor(self) -> None:
        cursor = self._cursor
        if cursor is None or not self.is_mounted:
            return
        row = cursor.row
        if self.playhead.following and self.playhead.position >= cursor.rows.seen:
            row = len(cursor.rows) - 1
        height = max(1, self.size.height - HEADER_LINES)
        has_head = height > 1 and row > 0 and cursor.rows.is_head(row - 1)
        top = self._scroll_into_view(row - 1 if has_head else row, row, height)
        self._point_at(max(row - top, 0) + HEADER_LINES)

    def on_focus(self) -> None:
        """Point at the row of the cursor."""
        self._scroll_to_cursor()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """One line: the title, the names of the columns, or a row."""
        styles = self._event_styles = self._event_styles or event_styles(self)
        width = self.scrollable_content_region.width
        cursor = self._cursor
        if cursor is None:
            text = " No events yet" if y == HEADER_LINES else " Events" if y == 0 else ""
            return line_strip([Segment(text, styles.muted)], width, styles.base)
        rounds, rows, *_ = cursor
        if y == 0:
            hits = None if self.keep is None else rows.event_count
            segments = title_segments(
                rounds, hits, self.note, self.playhead, width, styles, self.heading
            )
            return line_strip(segments, width, styles.base)
        columns = self._painter.columns(rounds, width)
        if y == 1:
            names = (
                [] if self._painter.plain else column_headings(columns, self._depth, width, styles)
            )
            return line_strip(names, width, styles.base)
        number = self.scroll_offset.y + y - HEADER_LINES
        if number >= len(rows):
            lines = (
                [] if len(rows) else empty_list_lines(rounds.last, width, filtered=bool(self.keep))
            )
            text = lines[number] if number < len(lines) else ""
            return line_strip([Segment(text, styles.muted)], width, styles.base)
        row_style = cursor.row_style(rows[number], focus=self.has_focus)
        place = rows.locate(number)
        return self._painter.strip(rounds, place, columns, width, row_style, styles)

    # Moving.

    def move_to(self, position: int) -> None:
        """Move the cursor, as a key would."""
        self._go(Playhead.at(position, len(self.recording or ())))

    def _go(self, playhead: Playhead) -> None:
        if playhead != self.playhead:
            self.playhead = playhead
            self.post_message(self.Moved(playhead))

    def action_row(self, by: int) -> None:
        """Go up or down by rows."""
        if cursor := self._cursor:
            self.move_to(cursor.by_rows(by))

    def action_page(self, by: int) -> None:
        """Go up or down by a page."""
        self.action_row(by * max(1, self.size.height - HEADER_LINES - 1))

    def action_first(self) -> None:
        """Go to the first event listed."""
        if cursor := self._cursor:
            self.move_to(cursor.to_first())

    def action_last(self) -> None:
        """Go to the end and follow it."""
        self.move_to(len(self.recording or ()))

    def action_step(self, by: int) -> None:
        """Go forward or back by events, within runs too."""
        self.move_to(self.playhead.position + by)

    def action_follow(self) -> None:
        """Follow the end, or stop following it."""
        self._go(self.playhead.toggle_following(len(self.recording or ())))

    def action_fold(self) -> None:
        """Fold steps and runs of deltas, runs alone, or nothing."""
        self._depth = self._depth.next
        if self._rows is not None:
            self._rows.depth = self._depth
            self._rows_changed()

    def action_open(self) -> None:
        """Unfold the row under the cursor, or open the event."""
        cursor = self._cursor
        if cursor is None or cursor.row < 0:
            return
        if cursor.rows[cursor.row].size > 1:
            cursor.rows.toggle(cursor.row)
            self._rows_changed()
        else:
            self.post_message(self.Opened(self.playhead.position - 1))

    def action_mark(self) -> None:
        """Mark or unmark the event under the cursor."""
        if self._rounds is not None and self.playhead.position:
            _, recording, n = self._rounds.event(self.playhead.position - 1)
            self._marks.toggle(recording, n)
            self.refresh()

    def action_next_mark(self, by: int) -> None:
        """Go to the next or the previous mark."""
        if obstacle := self.obstacle("next_mark", (by,)):
            self.notify(obstacle, timeout=3)
        elif cursor := self._cursor:
            self.move_to(cursor.to_mark(by))

    def obstacle(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why an action cannot be run now; empty if it can."""
        cursor, by = self._cursor, parameters[0] if parameters else 0
        if action != "next_mark" or cursor is None or not isinstance(by, int):
            return ""
        if not cursor.marks:
            return "Nothing is marked: m marks an event."
        is_last = cursor.to_mark(by) == self.playhead.position
        return f"No {'next' if by > 0 else 'previous'} mark." if is_last else ""

    def _rows_changed(self) -> None:
        self._set_height(len(self._rows or ()) + HEADER_LINES)
        self._scroll_to_cursor()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Go to a row, open it on a second click, or toggle following on the title."""
        if event.y == 0:
            self.action_follow()
            return
        number = self.scroll_offset.y + event.y - HEADER_LINES
        if self._rows is None or event.y < HEADER_LINES or not 0 <= number < len(self._rows):
            return
        if self._rows.row_of(self.playhead.position - 1) == number and event.chain > 1:
            self.action_open()
        elif self._rows[number].size:
            self.move_to(self._rows[number].last + 1)
