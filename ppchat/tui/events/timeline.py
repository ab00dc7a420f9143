"""The timeline: when events arrived, with a cursor, zoom and pan."""

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

from ppchat.core.inspect.event_rows import EventPredicate
from ppchat.core.inspect.rounds.lanes import RoundLanes
from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.chart.time_window import TimeWindow
from ppchat.tui.events.chart.timeline_chart import FOOTER_LINES, TimelineChart, label_width
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.style.event_styles import EventStyles, event_styles
from ppchat.tui.style.strip import line_strip

_PERIOD_NS: Final = 100_000_000
"""Between two redraws of a live stream: its bars are too coarse to show more."""
_BATCH: Final = 20_000
"""Events processed at once, so that a long recording never delays a key."""


class Timeline(Widget, can_focus=True):
    """When events arrived. The cost of drawing is bounded by its width, not by their number."""

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
        Binding("shift+left", "step(-10)", "previous ten", show=False, id="timeline.ten_back"),
        Binding("shift+right", "step(10)", "next ten", show=False, id="timeline.ten_on"),
        Binding("home", "step(-1000000000)", "first", show=False, id="timeline.first"),
        Binding("end", "step(1000000000)", "last", show=False, id="timeline.last"),
        Binding("up,i", "zoom(2)", "zoom in", key_display="↑↓", id="timeline.zoom_in"),
        Binding("down,o", "zoom(0.5)", "zoom out", show=False, id="timeline.zoom_out"),
        Binding("h", "pan(-0.25)", "pan", key_display="h l", id="timeline.pan_back"),
        Binding("l", "pan(0.25)", "pan right", show=False, id="timeline.pan_on"),
        Binding("0", "fit", "fit", id="timeline.fit"),
    ]

    recording: reactive[Recording | Rounds | None] = reactive(None)
    """The recording drawn, or the rounds of an exchange; it may grow."""
    playhead: reactive[Playhead] = reactive(Playhead, repaint=False)
    """The position of the cursor; if it follows, it is drawn at the end even while it lags."""
    keep: reactive[EventPredicate | None] = reactive(None)
    """Which events are highlighted; None for all."""
    now_ns: reactive[int] = reactive(0, repaint=False)
    """The monotonic clock while a stream is live, so that the wait grows visibly; else 0."""
    axis_end: reactive[int] = reactive(0)
    """The minimum end of the axis, so that several timelines share one; 0 for its own end."""

    @dataclass
    class Moved(Message):
        """The cursor moved to another event."""

        playhead: Playhead

    def __init__(
        self,
        recording: Recording | Rounds | None = None,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._all_lanes: RoundLanes | None = None
        self._hit_lanes: RoundLanes | None = None
        self._time_window: TimeWindow | None = None
        self._hover: int | None = None
        self._event_styles: EventStyles | None = None
        self._chart: TimelineChart | None = None
        self._chart_key: object = None
        self._lines: list[Strip] = []
        self._lines_key: object = None
        self._drawn_ns = 0
        self._laid_out_height = 0
        self.set_reactive(Timeline.recording, recording)

    def on_mount(self) -> None:
        """Process the events so far."""
        self.watch_recording()

    def watch_recording(self) -> None:
        """Draw another recording at full length."""
        source = self.recording
        self._all_lanes = None if source is None else RoundLanes(as_rounds(source))
        self._time_window = self._hover = None
        self.watch_keep()

    def watch_keep(self) -> None:
        """Highlight other events."""
        lanes, keep = self._all_lanes, self.keep
        self._hit_lanes = None if lanes is None or keep is None else RoundLanes(lanes.rounds, keep)
        self._chart = None
        self.show_new_events()
        self.refresh()

    def watch_now_ns(self, now_ns: int) -> None:
        """Redraw while the clock runs, less often than the text is drawn."""
        if not now_ns or now_ns - self._drawn_ns >= _PERIOD_NS:
            self._drawn_ns = now_ns
            self.refresh()

    def watch_playhead(self, before: Playhead, playhead: Playhead) -> None:
        """Draw the cursor and scroll it into the window."""
        lanes, position = self._all_lanes, playhead.position
        if lanes is not None and self._time_window is not None and position:
            time = lanes.time_of(min(position, len(lanes.rounds)) - 1)
            if not self._time_window.contains(time):
                self._show_window(self._time_window.center_on(time))
        toggled = before.following != playhead.following
        if toggled or not self.now_ns or position < len(self.recording or ()):
            self.refresh()

    def show_new_events(self) -> None:
        """Process new events; call it once per frame while events arrive."""
        if self._all_lanes is None:
            return
        seen = self._all_lanes.seen
        complete = self._all_lanes.grow(_BATCH)
        # Asked for in each frame until it is laid out: a request may get lost in another layout.
        if self.styles.is_auto_height and self._full_height != self._laid_out_height:
            self.refresh(layout=True)
        if self._hit_lanes is not None:
            complete = self._hit_lanes.grow(_BATCH) and complete
        grew = self._all_lanes.seen != seen or not complete or self._hit_lanes is not None
        if grew and not self.now_ns:
            self.refresh()
        if not complete:
            self.call_later(self.show_new_events)

    def notify_style_update(self) -> None:
        """Redraw in the colours of another theme."""
        super().notify_style_update()
        self._event_styles = self._chart = None

    # Drawing.

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """The height for every lane, if the height is automatic."""
        self._laid_out_height = self._full_height
        return self._laid_out_height

    @property
    def _full_height(self) -> int:
        """The height for every lane."""
        row_count = len(self._all_lanes.rows) if self._all_lanes else 0
        return 1 + max(1, row_count) + FOOTER_LINES

    def render_line(self, y: int) -> Strip:
        """One line of the chart, which is redrawn when its contents change."""
        styles = self._event_styles = self._event_styles or event_styles(self)
        chart, lanes = self._current_chart(styles), self._all_lanes
        if chart is None:
            has_ended = lanes is not None and lanes.rounds.last.ended is not None
            segments = [Segment("No events", styles.muted)] if has_ended and not y else []
            return line_strip(segments, self.size.width, styles.base)
        position = self.playhead.grow(len(chart.rounds)).position
        key = (position, self._hover)
        if key != self._lines_key:
            self._lines_key = key
            described = position - 1 if self._hover is None else self._hover
            self._lines = chart.lines(position, described, hovering=self._hover is not None)
        if y < len(self._lines):
            return self._lines[y]
        return Strip.blank(self.size.width, styles.base)

    def _current_chart(self, styles: EventStyles) -> TimelineChart | None:
        """The chart of the visible events, rebuilt when they change; None if there are none."""
        lanes, hit_lanes = self._all_lanes, self._hit_lanes
        if lanes is None or not (lanes.seen or self.now_ns):
            return None
        window, recording = self._visible_window(lanes), lanes.rounds.last
        key = (
            window,
            tuple(lanes.starts),
            self.size,
            lanes.seen,
            hit_lanes and hit_lanes.seen,
            recording.opened,
            recording.ended,
        )
        if self._chart is None or key != self._chart_key:
            self._chart_key, self._lines_key = key, None
            self._chart = TimelineChart(lanes, hit_lanes, window, *self.size, styles)
        return self._chart

    def _visible_window(self, lanes: RoundLanes) -> TimeWindow:
        """The range of the axis that is drawn."""
        if self._time_window is not None:
            return self._time_window
        end = max(lanes.end, self.axis_end)
        if self.now_ns and lanes.rounds.timed:
            end = max(end, lanes.now(self.now_ns))
        return TimeWindow(0, max(end, 1_000_000 if lanes.rounds.timed else 10))

    # Zooming and moving.

    def _show_window(self, window: TimeWindow) -> None:
        """Show a part of the axis, or all of it if the window is as long."""
        lanes = self._all_lanes
        if lanes is not None:
            min_length = 100_000 if lanes.rounds.timed else 10
            self._time_window = window.clamp(max(lanes.end, self.axis_end, 1), min_length)
            self.refresh()

    def zoom(self, factor: float, around: int | None = None) -> None:
        """Magnify the axis by `factor`, keeping the time `around` at its place."""
        lanes = self._all_lanes
        if lanes is None or not lanes.seen:
            return
        window = self._visible_window(lanes)
        if around is None:
            around = lanes.time_of(max(0, min(self.playhead.position, len(lanes.rounds)) - 1))
            around = around if window.contains(around) else window.middle
        self._show_window(window.zoom(factor, around))

    def action_zoom(self, factor: float) -> None:
        """Zoom around the cursor."""
        self.zoom(factor)

    def action_pan(self, fraction: float) -> None:
        """Move the window by a fraction of its width."""
        if self._time_window is not None:
            self._show_window(self._time_window.pan(fraction))

    def action_fit(self) -> None:
        """Show the whole axis."""
        self._time_window = None
        self.refresh()

    def action_step(self, offset: int) -> None:
        """Go forward or back by events."""
        self._move_to(self.playhead.position + offset)

    def _move_to(self, position: int) -> None:
        playhead = Playhead.at(position, len(self.recording or ()))
        if playhead != self.playhead:
            self.playhead = playhead
            self.post_message(self.Moved(playhead))

    def _time_at(self, x: int) -> int | None:
        """The time in a column of the widget's content; None outside the axis."""
        lanes = self._all_lanes
        left = label_width(self.size.width)
        columns = self.size.width - left
        if lanes is None or not lanes.seen or not 0 <= x - left < columns:
            return None
        window = self._visible_window(lanes)
        return window.low + int((x - left + 1) * window.length / columns)

    def _event_at(self, event: events.MouseEvent) -> int | None:
        content = event.get_content_offset(self)
        time = None if content is None else self._time_at(content.x)
        if time is None or self._all_lanes is None:
            return None
        return max(0, self._all_lanes.event_at(time))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Move the cursor to the mouse and start dragging it."""
        n = self._event_at(event)
        if n is not None:
            self.capture_mouse()
            self._move_to(n + 1)

    def on_mouse_up(self) -> None:
        """Stop dragging the cursor."""
        self.release_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Describe the event under the mouse and drag the cursor."""
        n = self._event_at(event)
        if n is not None and self.app.mouse_captured is self:
            self._move_to(n + 1)
        if n != self._hover:
            self._hover = n
            self.refresh()

    def on_leave(self) -> None:
        """Describe the event of the cursor again."""
        self._hover = None
        self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in at the mouse."""
        event.stop()
        content = event.get_content_offset(self)
        self.zoom(1.5, self._time_at(content.x) if content else None)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out at the mouse."""
        event.stop()
        content = event.get_content_offset(self)
        self.zoom(1 / 1.5, self._time_at(content.x) if content else None)
