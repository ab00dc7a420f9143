"""The timeline: when things came, with a cursor, zoom and pan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from ppchat.core.inspect.event_rows import Keep
from ppchat.core.inspect.lanes import Spans
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.row_cache import line
from ppchat.tui.events.time_window import Window
from ppchat.tui.events.timeline_chart import FEET, Chart, label_width
from ppchat.tui.style.event_styles import Ink, ink_of

_PERIOD_NS: Final = 100_000_000
"""Between two drawings while a stream comes: its bars are too coarse to tell more apart."""
_BATCH: Final = 20_000
"""Events taken in at once, so that a long recording never holds up a key."""


class Timeline(Widget, can_focus=True):
    """When things came. Its cost is bounded by its width, not by the number of events."""

    DEFAULT_CSS = """
    Timeline {
        background: $surface;
        height: 8;
        padding: 0 1;
    }
    """

    BINDING_GROUP_TITLE = "Timeline"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "step", key_display="←→", id="timeline.step_back"),
        Binding("right", "step(1)", "step", show=False, id="timeline.step"),
        Binding("shift+left", "step(-10)", "ten back", show=False, id="timeline.ten_back"),
        Binding("shift+right", "step(10)", "ten on", show=False, id="timeline.ten_on"),
        Binding("home", "step(-1000000000)", "first", show=False, id="timeline.first"),
        Binding("end", "step(1000000000)", "last", show=False, id="timeline.last"),
        Binding("up,i", "zoom(2)", "zoom in", key_display="↑↓", id="timeline.zoom_in"),
        Binding("down,o", "zoom(0.5)", "zoom out", show=False, id="timeline.zoom_out"),
        Binding("h", "pan(-0.25)", "pan", key_display="h l", id="timeline.pan_back"),
        Binding("l", "pan(0.25)", "pan on", show=False, id="timeline.pan_on"),
        Binding("0", "fit", "fit", id="timeline.fit"),
    ]

    recording: reactive[Recording | None] = reactive(None)
    """What is drawn; it may grow."""
    position: reactive[int] = reactive(0, repaint=False)
    """Events up to the cursor."""
    following: reactive[bool] = reactive(False, repaint=False)
    """Whether the cursor is at the end, however many events come before the position is told."""
    keep: reactive[Keep | None] = reactive(None)
    """Which events stand out; None for all."""
    now_ns: reactive[int] = reactive(0, repaint=False)
    """The clock while a stream is awaited, so that the wait is seen to grow; 0 for none."""
    axis_end: reactive[int] = reactive(0)
    """Where the axis ends at least, so that several timelines share one; 0 for its own end."""

    @dataclass
    class Moved(Message):
        """The cursor was put on another event."""

        position: int

    def __init__(
        self,
        recording: Recording | None = None,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._spans: Spans | None = None
        self._hits: Spans | None = None
        self._window: Window | None = None
        self._hover: int | None = None
        self._ink: Ink | None = None
        self._chart: Chart | None = None
        self._charted: object = None
        self._lines: list[Strip] = []
        self._drawn: object = None
        self._drawn_ns = 0
        self.set_reactive(Timeline.recording, recording)

    def on_mount(self) -> None:
        """Take in what there is."""
        self.watch_recording()

    def watch_recording(self) -> None:
        """Draw another recording, all of it."""
        self._spans = None if self.recording is None else Spans(self.recording)
        self._window = self._hover = None
        self.watch_keep()

    def watch_keep(self) -> None:
        """Let other events stand out."""
        recording, keep = self.recording, self.keep
        self._hits = None if recording is None or keep is None else Spans(recording, keep)
        self._chart = None
        self.recording_grew()
        self.refresh()

    def watch_now_ns(self, now_ns: int) -> None:
        """Draw what came while the clock runs, less often than the text is drawn."""
        if not now_ns or now_ns - self._drawn_ns >= _PERIOD_NS:
            self._drawn_ns = now_ns
            self.refresh()

    def watch_position(self) -> None:
        """Draw the cursor, and bring it into the window."""
        spans = self._spans
        if spans is not None and self._window is not None and self.position:
            time = spans.at(min(self.position, len(spans.recording)) - 1)
            if not self._window.holds(time):
                self._look(self._window.centred(time))
        if not self.now_ns or self.position < len(self.recording or ()):
            self.refresh()

    def watch_following(self) -> None:
        """Draw the cursor, or the end without one."""
        self.refresh()

    def recording_grew(self) -> None:
        """Take in what came since; to be called once a frame while events come."""
        if self._spans is None:
            return
        seen, lanes = self._spans.seen, len(self._spans.lanes)
        whole = self._spans.grow(_BATCH)
        if len(self._spans.lanes) != lanes and self.styles.is_auto_height:
            self.refresh(layout=True)
        if self._hits is not None:
            whole = self._hits.grow(_BATCH) and whole
        grew = self._spans.seen != seen or not whole or self._hits is not None
        if grew and not self.now_ns:
            self.refresh()
        if not whole:
            self.call_later(self.recording_grew)

    def notify_style_update(self) -> None:
        """Draw in the colours of another theme."""
        super().notify_style_update()
        self._ink = self._chart = None

    # Drawing.

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Room for every lane, where the style leaves the height open."""
        lanes = sum(index >= 0 for index in self._spans.lanes) if self._spans else 0
        return 1 + max(1, lanes) + FEET

    def render_line(self, y: int) -> Strip:
        """One line of the drawing, which is made when anything it shows has changed."""
        ink = self._ink = self._ink or ink_of(self)
        chart = self._chart_now(ink)
        if chart is None:
            told = [] if y else [Segment("No events yet", ink.muted)]
            return line(told, self.size.width, ink.base)
        position = len(chart.recording) if self.following else self.position
        key = (position, self._hover)
        if key != self._drawn:
            self._drawn = key
            pointed = position - 1 if self._hover is None else self._hover
            self._lines = chart.lines(position, pointed, hovering=self._hover is not None)
        if y < len(self._lines):
            return self._lines[y]
        return Strip.blank(self.size.width, ink.base)

    def _chart_now(self, ink: Ink) -> Chart | None:
        """What is drawn wherever the cursor is: made anew when more came or another part is seen.

        None while there is nothing to draw.
        """
        spans, hits = self._spans, self._hits
        if spans is None or not (spans.seen or self.now_ns):
            return None
        window, recording = self._range(spans), spans.recording
        key = (window, self.size, spans.seen, hits and hits.seen, recording.opened, recording.ended)
        if self._chart is None or key != self._charted:
            self._charted, self._drawn = key, None
            self._chart = Chart(spans, hits, window, *self.size, ink)
        return self._chart

    def _range(self, spans: Spans) -> Window:
        """From when to when the axis is drawn."""
        if self._window is not None:
            return self._window
        end = max(spans.end, self.axis_end)
        if self.now_ns and spans.recording.timed:
            end = max(end, self.now_ns - spans.origin_ns)
        return Window(0, max(end, 1_000_000 if spans.recording.timed else 10))

    # Looking closer, and moving.

    def _look(self, window: Window) -> None:
        """Show a part of the axis; all of it when that is as long."""
        spans = self._spans
        if spans is not None:
            least = 100_000 if spans.recording.timed else 10
            self._window = window.fitted(max(spans.end, self.axis_end, 1), least)
            self.refresh()

    def zoom(self, factor: float, around: int | None = None) -> None:
        """Show the axis `factor` times as large, keeping a time where it is."""
        spans = self._spans
        if spans is None or not spans.seen:
            return
        window = self._range(spans)
        if around is None:
            around = spans.at(max(0, min(self.position, len(spans.recording)) - 1))
            around = around if window.holds(around) else window.middle
        self._look(window.zoomed(factor, around))

    def action_zoom(self, factor: float) -> None:
        """Zoom around the cursor."""
        self.zoom(factor)

    def action_pan(self, part: float) -> None:
        """Move the window by a part of its width."""
        if self._window is not None:
            self._look(self._window.panned(part))

    def action_fit(self) -> None:
        """Show all of it."""
        self._window = None
        self.refresh()

    def action_step(self, by: int) -> None:
        """Go some events on or back."""
        self._move(max(0, min(len(self.recording or ()), self.position + by)))

    def _move(self, position: int) -> None:
        if position != self.position:
            self.position = position
            self.post_message(self.Moved(position))

    def _time_at(self, x: int) -> int | None:
        """The time under a column of the widget's content."""
        spans = self._spans
        left = label_width(self.size.width)
        columns = self.size.width - left
        if spans is None or not spans.seen or not 0 <= x - left < columns:
            return None
        window = self._range(spans)
        return window.low + int((x - left + 1) * window.length / columns)

    def _event_at(self, event: events.MouseEvent) -> int | None:
        content = event.get_content_offset(self)
        time = None if content is None else self._time_at(content.x)
        if time is None or self._spans is None:
            return None
        return max(0, self._spans.event_at(time))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor where the mouse is, and take it along."""
        n = self._event_at(event)
        if n is not None:
            self.capture_mouse()
            self._move(n + 1)

    def on_mouse_up(self) -> None:
        """Let the cursor be."""
        self.release_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell what is under the mouse; drag the cursor."""
        n = self._event_at(event)
        if n is not None and self.app.mouse_captured is self:
            self._move(n + 1)
        if n != self._hover:
            self._hover = n
            self.refresh()

    def on_leave(self) -> None:
        """Tell of the cursor again."""
        self._hover = None
        self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look closer at what is under the mouse."""
        event.stop()
        content = event.get_content_offset(self)
        self.zoom(1.5, self._time_at(content.x) if content else None)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look from farther away."""
        event.stop()
        content = event.get_content_offset(self)
        self.zoom(1 / 1.5, self._time_at(content.x) if content else None)
