"""Test apps that show one widget or screen of the inspector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widget import Widget

from ppchat.core.inspect.event_rows import Depth
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.event_panel import EventPanel
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.marks import Marks


class Host(App[None]):
    """One widget on an empty screen; records its messages."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.widget

    @on(EventList.Moved)
    @on(EventList.Opened)
    @on(Timeline.Moved)
    def record(self, message: Message) -> None:
        self.posted.append(message)

    def message_names(self) -> list[str]:
        return [type(message).__name__ for message in self.posted]


class PanelHost(Host):
    """The event panel, bound to a position as a screen binds it."""

    def __init__(self, recording: Recording | None, depth: Depth = Depth.RUNS) -> None:
        self.marks = Marks()
        self.panel = EventPanel(depth=depth, marks=self.marks)
        super().__init__(self.panel)
        self.recording = recording

    def on_ready(self) -> None:
        self.panel.recording = self.recording
        self.panel.playhead = Playhead(len(self.recording or ()))
        self.panel.focus_list()

    @on(EventList.Moved)
    @on(Timeline.Moved)
    def moved(self, message: Any) -> None:
        self.panel.playhead = message.playhead


def visible_lines(widget: Widget) -> list[str]:
    """The lines of a widget as drawn on the screen."""
    return list(_lines(widget))


def _lines(widget: Widget) -> Iterator[str]:
    for y in range(widget.size.height):
        yield widget.render_line(y).text.rstrip()
