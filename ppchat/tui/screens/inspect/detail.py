"""The details of an event: JSON, raw bytes, changes and timing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_size
from ppchat.core.text.json_tree import JsonPath
from ppchat.tui.screens.inspect.detail_header import (
    HEADER_LINES,
    TAB_LINE,
    header_segments,
    mode_at,
)
from ppchat.tui.screens.inspect.detail_text import (
    DetailText,
    change_lines,
    json_lines,
    raw_lines,
    wrap_lines,
)
from ppchat.tui.style.event_styles import EventStyles, event_styles
from ppchat.tui.style.strip import line_strip
from ppchat.tui.widgets.bare_scroll import BareScroll

_LARGE_FRAME: Final = 1024 * 1024
"""Bytes from which a frame is parsed in another thread."""


class Detail(BareScroll, can_focus=True):
    """The details of the event at the cursor."""

    DEFAULT_CSS = """
    Detail {
        background: $background;
        overflow-y: scroll;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    """

    BINDING_GROUP_TITLE = "Detail"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "line(1)", "down", show=False, id="detail.down"),
        Binding("k,up", "line(-1)", "up", show=False, id="detail.up"),
        Binding("enter", "fold", "fold", id="detail.fold"),
        Binding("1", "show('json')", "JSON", key_display="1-3", id="detail.json"),
        Binding("2", "show('raw')", "raw", show=False, id="detail.raw"),
        Binding("3", "show('change')", "change", show=False, id="detail.change"),
        Binding("y", "copy", "copy", id="detail.copy"),
        Binding("v", "check", "check", id="detail.check"),
    ]

    recording: reactive[Recording | None] = reactive(None)
    """The recording of the event."""
    position: reactive[int] = reactive(0)
    """The event shown is position - 1."""
    mode: reactive[str] = reactive("json")
    """The view of the event: one of `MODES`."""

    @dataclass
    class Copied(Message):
        """The user copied a text."""

        text: str
        what: str

    @dataclass
    class CheckWanted(Message):
        """The user asked to check the event against the SDK's model."""

        n: int

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._event_styles: EventStyles | None = None
        self._toggled: set[JsonPath] = set()
        self._texts: list[DetailText] = []
        self._rows: list[tuple[int, list[Segment]]] = []
        self._line = 0
        self._parsed_frame: tuple[int, Mapping[str, Any]] | None = None
        self._check: tuple[int, tuple[str, ...]] | None = None

    @property
    def n(self) -> int:
        """The event shown; -1 before the first."""
        total = len(self.recording) if self.recording is not None else 0
        return min(self.position, total) - 1

    def show_check(self, n: int, problems: tuple[str, ...]) -> None:
        """Show the differences of an event from the SDK's model; empty if it matches."""
        self._check = (n, problems or ("Matches the SDK's model of this event type.",))
        self._rebuild()

    # Contents.

    def watch_recording(self) -> None:
        """Show an event of another recording."""
        self._parsed_frame = self._check = None
        self._restart()

    def watch_position(self) -> None:
        """Show another event."""
        self._restart()

    def watch_mode(self) -> None:
        """Show another view."""
        self._restart()

    def notify_style_update(self) -> None:
        """Redraw in the colours of another theme."""
        super().notify_style_update()
        self._event_styles = None
        self._rebuild()

    def on_resize(self) -> None:
        """Wrap to another width."""
        self._rebuild()

    def _restart(self) -> None:
        self._toggled.clear()
        self._line = 0
        if self.is_mounted:
            self.scroll_to(y=0, animate=False)
        self._rebuild()

    def _rebuild(self) -> None:
        """Rebuild the lines of the body."""
        width = self.scrollable_content_region.width
        if width:
            styles = self._event_styles = self._event_styles or event_styles(self)
            self._texts = self._body()
            self._rows = wrap_lines(self._texts, width, styles.json, styles)
            self._set_height(len(self._rows) + HEADER_LINES)
        self.refresh()

    def _body(self) -> list[DetailText]:
        recording, n = self.recording, self.n
        if recording is None or n < 0:
            return [DetailText((("Before the first event.", "note"),))]
        lines: list[DetailText] = []
        if self._check is not None and self._check[0] == n:
            lines = [DetailText(((sanitize_line(line, 400), "note"),)) for line in self._check[1]]
            lines.append(DetailText(()))
        if self.mode == "raw":
            return lines + raw_lines(recording.raw(n))
        if self.mode == "change":
            return lines + change_lines(recording, n)
        data = self._parsed_json(recording, n)
        if data is None:
            size = format_size(recording.size(n))
            return [*lines, DetailText(((f"Parsing {size} …", "note"),))]
        if not data:
            return [*lines, *raw_lines(recording.raw(n))]
        return lines + json_lines(data, self._toggled)

    def _parsed_json(self, recording: Recording, n: int) -> Mapping[str, Any] | None:
        """The event's JSON; None while a large one is being parsed."""
        if recording.size(n) < _LARGE_FRAME:
            return recording.event(n).data
        if self._parsed_frame is not None and self._parsed_frame[0] == n:
            return self._parsed_frame[1]
        self.run_worker(
            lambda: self._parse_frame(recording, n), thread=True, exclusive=True, group="detail"
        )
        return None

    def _parse_frame(self, recording: Recording, n: int) -> None:
        data = recording.event(n).data
        self.app.call_from_thread(self._frame_parsed, n, data)

    def _frame_parsed(self, n: int, data: Mapping[str, Any]) -> None:
        self._parsed_frame = (n, data)
        self._rebuild()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """One line of the header or the body."""
        styles = self._event_styles = self._event_styles or event_styles(self)
        width = self.scrollable_content_region.width
        if y < HEADER_LINES:
            return line_strip(
                header_segments(self.recording, self.n, self.mode, y, styles), width, styles.base
            )
        index = self.scroll_offset.y + y - HEADER_LINES
        if index >= len(self._rows):
            return Strip.blank(width, styles.base)
        number, row = self._rows[index]
        selected = self.has_focus and number == self._line
        background = styles.focus_cursor if selected else styles.base
        if selected:
            row = [
                Segment(segment.text, None if segment.style is styles.base else segment.style)
                for segment in row
            ]
        path = self._texts[number].path
        if path is not None and (index == 0 or self._rows[index - 1][0] != number):
            sign, (indent, style, _) = "▸" if path in self._toggled else "▾", row[0]
            rest = [Segment(indent[1:], style)] if len(indent) > 1 else []
            row = [Segment(sign, styles.muted), *rest, *row[1:]]
        return line_strip(row, width, background)

    # Moving and folding.

    def action_line(self, by: int) -> None:
        """Go to another line."""
        self._line = max(0, min(len(self._texts) - 1, self._line + by))
        rows = [index for index, (number, _) in enumerate(self._rows) if number == self._line]
        if rows:
            self._scroll_into_view(rows[0], rows[-1], max(1, self.size.height - HEADER_LINES))
        self.refresh()

    def action_fold(self) -> None:
        """Fold or unfold the value that begins on the line."""
        if self._line < len(self._texts):
            path = self._texts[self._line].path
            if path is not None:
                self._toggled ^= {path}
                self._rebuild()

    def action_show(self, mode: str) -> None:
        """Show the JSON, the bytes, or the change."""
        self.mode = mode

    def action_copy(self) -> None:
        """Copy the whole view."""
        recording, n = self.recording, self.n
        if recording is None or n < 0:
            return
        if self.mode == "raw":
            text = recording.raw(n).decode(errors="replace")
        elif self.mode == "json":
            text = json.dumps(recording.event(n).data, indent=2, ensure_ascii=False)
        else:
            text = "\n".join("".join(piece for piece, _ in line.pieces) for line in self._texts)
        self.post_message(self.Copied(text, f"{self.mode} of event {n}"))

    def action_check(self) -> None:
        """Check the event against the SDK's model."""
        if self.n >= 0:
            self.post_message(self.CheckWanted(self.n))

    def on_click(self, event: events.Click) -> None:
        """Select a tab or a line, and fold or unfold the value that begins on it."""
        if event.y == TAB_LINE:
            self.mode = mode_at(event.x - self.gutter.left) or self.mode
        elif event.y >= HEADER_LINES:
            index = self.scroll_offset.y + event.y - HEADER_LINES
            if index < len(self._rows):
                self._line = self._rows[index][0]
                self.action_fold()
                self.refresh()
