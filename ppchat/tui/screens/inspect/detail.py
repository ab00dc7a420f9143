"""One event in full: its JSON, its bytes, what it changed, and its time."""

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
from ppchat.core.security.sanitize import safe_line
from ppchat.core.text.json_tree import Path
from ppchat.tui.events.event_row import byte_count
from ppchat.tui.events.row_cache import line
from ppchat.tui.screens.inspect.detail_header import HEAD, TABS, head, tab_at
from ppchat.tui.screens.inspect.detail_text import Text, change_text, json_text, raw_text, wrapped
from ppchat.tui.style.event_styles import Ink, ink_of
from ppchat.tui.widgets.bare_scroll import BareScroll

_BIG: Final = 1024 * 1024
"""Bytes of a frame above which it is read in another thread."""


class Detail(BareScroll, can_focus=True):
    """The event at the cursor."""

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
    """Where the event is from."""
    position: reactive[int] = reactive(0)
    """The event shown is position - 1."""
    mode: reactive[str] = reactive("json")
    """What is shown of it: one of `MODES`."""

    @dataclass
    class Copied(Message):
        """A text is to be copied."""

        text: str
        what: str

    @dataclass
    class CheckWanted(Message):
        """The event is to be held against the SDK's own model."""

        n: int

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._ink: Ink | None = None
        self._toggled: set[Path] = set()
        self._texts: list[Text] = []
        self._rows: list[tuple[int, list[Segment]]] = []
        self._line = 0
        self._big: tuple[int, Mapping[str, Any]] | None = None
        self._verdict: tuple[int, tuple[str, ...]] | None = None

    @property
    def n(self) -> int:
        """The event shown; -1 before the first."""
        total = len(self.recording) if self.recording is not None else 0
        return min(self.position, total) - 1

    def tell(self, n: int, verdict: tuple[str, ...]) -> None:
        """Say how an event fits the SDK's model; empty where it does."""
        self._verdict = (n, verdict or ("It fits the SDK's model of its type.",))
        self._changed()

    # What is shown.

    def watch_recording(self) -> None:
        """Show an event of another recording."""
        self._big = self._verdict = None
        self._restart()

    def watch_position(self) -> None:
        """Show another event."""
        self._restart()

    def watch_mode(self) -> None:
        """Show something else of it."""
        self._restart()

    def notify_style_update(self) -> None:
        """Draw in the colours of another theme."""
        super().notify_style_update()
        self._ink = None
        self._changed()

    def on_resize(self) -> None:
        """Wrap to another width."""
        self._changed()

    def _restart(self) -> None:
        self._toggled.clear()
        self._line = 0
        if self.is_mounted:
            self.scroll_to(y=0, animate=False)
        self._changed()

    def _changed(self) -> None:
        """Make the lines of the body anew."""
        width = self.scrollable_content_region.width
        if width:
            ink = self._ink = self._ink or ink_of(self)
            self._texts = self._body()
            self._rows = wrapped(self._texts, width, ink.json, ink)
            self._set_height(len(self._rows) + HEAD)
        self.refresh()

    def _body(self) -> list[Text]:
        recording, n = self.recording, self.n
        if recording is None or n < 0:
            return [Text((("Before the first event.", "note"),))]
        found: list[Text] = []
        if self._verdict is not None and self._verdict[0] == n:
            found = [Text(((safe_line(line, 400), "note"),)) for line in self._verdict[1]]
            found.append(Text(()))
        if self.mode == "raw":
            return found + raw_text(recording.raw(n))
        if self.mode == "change":
            return found + change_text(recording, n)
        data = self._data(recording, n)
        if data is None:
            size = byte_count(recording.size(n))
            return [*found, Text(((f"Reading {size} …", "note"),))]
        if not data:
            return [*found, *raw_text(recording.raw(n))]
        return found + json_text(data, self._toggled)

    def _data(self, recording: Recording, n: int) -> Mapping[str, Any] | None:
        """The event's JSON; None while a big one is being read."""
        if recording.size(n) < _BIG:
            return recording.event(n).data
        if self._big is not None and self._big[0] == n:
            return self._big[1]
        self.run_worker(
            lambda: self._read(recording, n), thread=True, exclusive=True, group="detail"
        )
        return None

    def _read(self, recording: Recording, n: int) -> None:
        data = recording.event(n).data
        self.app.call_from_thread(self._have_read, n, data)

    def _have_read(self, n: int, data: Mapping[str, Any]) -> None:
        self._big = (n, data)
        self._changed()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """One line: the head, or a line of the body."""
        ink = self._ink = self._ink or ink_of(self)
        width = self.scrollable_content_region.width
        if y < HEAD:
            return line(head(self.recording, self.n, self.mode, y, ink), width, ink.base)
        at = self.scroll_offset.y + y - HEAD
        if at >= len(self._rows):
            return Strip.blank(width, ink.base)
        number, row = self._rows[at]
        here = self.has_focus and number == self._line
        ground = ink.focus_cursor if here else ink.base
        if here:
            row = [Segment(s.text, None if s.style is ink.base else s.style) for s in row]
        path = self._texts[number].path
        if path is not None and (at == 0 or self._rows[at - 1][0] != number):
            sign, (indent, style, _) = "▸" if path in self._toggled else "▾", row[0]
            rest = [Segment(indent[1:], style)] if len(indent) > 1 else []
            row = [Segment(sign, ink.muted), *rest, *row[1:]]
        return line(row, width, ground)

    # Moving and folding.

    def action_line(self, by: int) -> None:
        """Go to another line."""
        self._line = max(0, min(len(self._texts) - 1, self._line + by))
        rows = [at for at, (number, _) in enumerate(self._rows) if number == self._line]
        if rows:
            self._bring_into_sight(rows[0], rows[-1], max(1, self.size.height - HEAD))
        self.refresh()

    def action_fold(self) -> None:
        """Fold what begins on the line, or unfold it."""
        if self._line < len(self._texts):
            path = self._texts[self._line].path
            if path is not None:
                self._toggled ^= {path}
                self._changed()

    def action_show(self, mode: str) -> None:
        """Show the JSON, the bytes, or the change."""
        self.mode = mode

    def action_copy(self) -> None:
        """Have what is shown copied, whole."""
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
        """Have the event held against the SDK's model."""
        if self.n >= 0:
            self.post_message(self.CheckWanted(self.n))

    def on_click(self, event: events.Click) -> None:
        """A tab, or a line: the first click goes there, and a fold opens or closes."""
        if event.y == TABS:
            self.mode = tab_at(event.x) or self.mode
        elif event.y >= HEAD:
            at = self.scroll_offset.y + event.y - HEAD
            if at < len(self._rows):
                self._line = self._rows[at][0]
                self.action_fold()
                self.refresh()
