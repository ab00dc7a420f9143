"""The inspector: a recording, and the text at any of its events."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.reactive import reactive

from ppchat.adapters import gc_tuning as garbage
from ppchat.core.chat.rounds import rounds_of
from ppchat.core.inspect.landmarks import next_finding, next_largest_gap
from ppchat.core.inspect.rounds.exchanges import Exchanges
from ppchat.core.inspect.rounds.rounds import Rounds
from ppchat.core.metrics.explain import explanations
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Source
from ppchat.services.apply_signal import apply_signal
from ppchat.tui import FRAMES_PER_SECOND
from ppchat.tui.dialogs.figures.metrics_help import MetricsHelpScreen
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.event_panel import EventPanel
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.marks import Marks
from ppchat.tui.navigation import ComparisonRequested, ExportRequested
from ppchat.tui.screens.inspect.bindings import BINDINGS
from ppchat.tui.screens.inspect.detail import Detail
from ppchat.tui.screens.inspect.exchange_figures import ExchangeFigures, figures_together
from ppchat.tui.screens.inspect.findings_view import FindingsView
from ppchat.tui.screens.inspect.metrics_line import MetricsLine
from ppchat.tui.screens.inspect.playback import Playback
from ppchat.tui.screens.inspect.sidebar import EventSidebar
from ppchat.tui.self_closing import SelfClosing
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.terminal.screen import use_lean_compositor
from ppchat.tui.transcript import Transcript
from ppchat.tui.widgets.key_bar import KeyBar


class InspectScreen(SelfClosing[None]):
    """One or more recordings, shown exchange by exchange; they may still be arriving."""

    if TYPE_CHECKING:  # any app will do; only this one counts what it copies
        app = getters.app(TerminalApp)

    BINDING_GROUP_TITLE = "Inspector"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    AUTO_FOCUS = "EventList"

    DEFAULT_CSS = """
    InspectScreen {
        background: $background;
        & > EventPanel, & Horizontal > EventPanel { width: 55%; }
        & #inspect-body { height: 1fr; }
        & > Timeline { height: auto; max-height: 12; padding: 1 2; background: $background; }
        & EventSidebar { width: 45%; }
        &.-low {
            & > Timeline { height: auto; max-height: 7; padding: 0 1; }
            & FindingsView { max-height: 4; padding: 0; margin: 0; }
        }
        &.-narrow {
            & EventPanel { width: 100%; }
            & EventSidebar { width: 100%; display: none; }
            &.-detail EventPanel { display: none; }
            &.-detail EventSidebar { display: block; }
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    rounds: reactive[Rounds | None] = reactive(None, repaint=False)
    """The rounds of the exchange shown, most often one; it may grow."""
    playhead: reactive[Playhead] = reactive(Playhead, repaint=False)
    """The event whose details and text are shown, of all rounds."""
    recording: reactive[Recording | None] = reactive(None, repaint=False)
    """The recording of the round in which the playhead is."""
    position: reactive[int] = reactive(0, repaint=False)
    """The position of the playhead in that recording."""

    def __init__(
        self,
        recordings: Sequence[Recording],
        index: int = -1,
        *,
        source: Source | None = None,
        play_speed: float = 0,
        position: int | None = None,
        marks: Marks | None = None,
    ) -> None:
        """`source` fills the last recording; `play_speed`, if not 0, starts playback at that speed.

        Recordings that have not ended may be filled elsewhere too. `position` is the initial
        position; None for the end. `marks` are shared with other views of the recordings.
        """
        super().__init__()
        use_lean_compositor(self)
        self._initial_position = position
        self._was_live = False
        self._visited_gap: int | None = None
        self._recordings = recordings
        self._exchanges = Exchanges(rounds_of(recordings), recordings[index])
        self._marks = marks
        self._source = source
        self._play = play_speed
        self._playback = Playback(self._go, self._show_playback_state)

    def compose(self) -> ComposeResult:
        """Metrics, timeline, the event list with the sidebar, and the key bar."""
        yield MetricsLine().data_bind(InspectScreen.recording)
        yield ExchangeFigures().data_bind(InspectScreen.rounds)
        yield Timeline().data_bind(InspectScreen.playhead, recording=InspectScreen.rounds)
        with Horizontal(id="inspect-body"):
            yield EventPanel(timeline_below=False, marks=self._marks).data_bind(
                InspectScreen.playhead, recording=InspectScreen.rounds
            )
            yield EventSidebar().data_bind(
                InspectScreen.rounds, InspectScreen.recording, InspectScreen.position
            )
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the recording and read the source."""
        self._ticks = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        self._show(self._exchanges.initial_position(self._initial_position), self._play)
        if self._source is not None:
            self._read(self._source)
        if self.app.screen_stack[0] is self:  # otherwise its objects are freed when it closes
            self.call_after_refresh(garbage.freeze_startup_objects)

    # Contents.

    def _show(self, position: int, play: float = 0) -> None:
        rounds = self._exchanges.shown
        if rounds is not self.rounds:
            self._playback.load(rounds)
            self.rounds = rounds
        self._go(position)
        self.query_one(MetricsLine).event_count = len(rounds)
        self._was_live = rounds.last.ended is None
        if self._was_live:
            self._ticks.resume()
        if play:
            self._playback.set_speed(play)
            self.action_play()

    def watch_recording(self, recording: Recording | None) -> None:
        """Show what is known of another round."""
        if recording is not None:
            self.query_one(MetricsLine).ordinal = self._exchanges.ordinal(self.playhead.position)
            self.query_one(EventSidebar).show_findings(recording)

    def _tick(self) -> None:
        """Draw what arrived or was played since the previous frame."""
        rounds = self.rounds
        if rounds is None:
            return
        self._playback.tick()
        recording = rounds.last
        live, was_live = recording.ended is None, self._was_live
        self._was_live = live
        if live or was_live:
            self.playhead = self.playhead.grow(len(rounds))
            self._show_new_events(
                time.monotonic_ns() if live and (recording.t0_ns or len(recording)) else 0
            )
        if was_live and not live:
            self.query_one(MetricsLine).refresh()
            if recording is self.recording:
                self.query_one(EventSidebar).show_findings(recording)
        if not live and not self._playback.playing:
            self._ticks.pause()

    def _show_new_events(self, now_ns: int) -> None:
        self.query_one(EventPanel).show_new_events()
        timeline = self.query_one(Timeline)
        timeline.show_new_events()
        timeline.now_ns = now_ns
        self.query_one(EventSidebar).show_new_events()
        count = len(self.rounds or ())
        self.query_one(MetricsLine).event_count = count
        self.query_one(ExchangeFigures).event_count = count

    @work(group="source")
    async def _read(self, source: Source) -> None:
        """Apply the signals of the source to the last recording until it ends."""
        async for signal in source:
            await apply_signal(self._recordings[-1], signal)

    # Moving in time.

    def compute_recording(self) -> Recording | None:
        """Keep the recording that of the round in which the playhead is."""
        return self.rounds.at(self.playhead.position).recording if self.rounds else None

    def compute_position(self) -> int:
        """Keep the position that of the playhead, within its round."""
        return self.rounds.at(self.playhead.position).n if self.rounds else 0

    def _go(self, position: int) -> None:
        self.playhead = Playhead.at(position, len(self.rounds or ()))

    def _go_to_event(self, n: int) -> None:
        """Go to an event of the round in which the playhead is."""
        self._pause_and_go(self.playhead.position - self.position + n + 1)

    def _pause_and_go(self, position: int) -> None:
        self._playback.pause()
        self._go(position)

    @on(EventList.Moved)
    @on(Timeline.Moved)
    def _moved(self, event: EventList.Moved | Timeline.Moved) -> None:
        event.stop()
        self._playback.pause()
        self.playhead = event.playhead

    @on(EventList.Counted)
    def _filtered(self, event: EventList.Counted) -> None:
        event.stop()
        self.query_one(Timeline).keep = self.query_one(EventPanel).keep

    @on(EventList.Opened)
    def _opened(self, event: EventList.Opened) -> None:
        event.stop()
        self.add_class("-detail")
        self.query_one(EventSidebar).focus_detail()

    @on(FindingsView.Chosen)
    def _finding_chosen(self, event: FindingsView.Chosen) -> None:
        event.stop()
        if event.finding.events:
            self._go_to_event(event.finding.events[-1])

    def action_step(self, by: int) -> None:
        """Go forward or back by events."""
        self._pause_and_go(self.playhead.position + by)

    def action_finding(self, by: int) -> None:
        """Go to the event of the next or the previous finding."""
        event = next_finding(self.query_one(FindingsView).findings, self.position - 1, by)
        if event is None:
            self.notify(f"No {'further' if by > 0 else 'earlier'} finding.", timeout=3)
        else:
            self._go_to_event(event)

    def action_largest_gap(self) -> None:
        """Go to the event after the largest gap; again, after the next smaller one."""
        recording = self.recording
        is_there = self._visited_gap == self.position - 1
        visited = self._visited_gap if is_there else None
        event = next_largest_gap(recording, visited) if recording is not None else None
        if event is None:
            self.notify("There is no gap to go to.", timeout=3)
        else:
            self._visited_gap = event
            self._go_to_event(event)

    def action_play(self) -> None:
        """Play from the cursor at the recorded pace, or pause."""
        if len(self.rounds or ()):
            self._playback.toggle(self.playhead.position)
            self._ticks.resume()

    def action_speed(self, steps: int) -> None:
        """Increase or decrease the speed."""
        self._playback.change_speed(steps)

    def _show_playback_state(self, state: str) -> None:
        self.query_one(MetricsLine).playback_state = state

    def action_response(self, by: int) -> None:
        """Go to the previous or next response."""
        position = self._exchanges.step(by, self.playhead.position)
        if position is None:
            self.notify(f"This is the {'last' if by > 0 else 'first'} answer.", timeout=3)
        else:
            self._playback.pause()
            self._show(position)

    # Other actions.

    def action_filter(self) -> None:
        """Enter a filter."""
        self.query_one(EventPanel).action_filter()

    def action_jump(self) -> None:
        """Enter a position."""
        self.query_one(EventPanel).action_jump()

    def action_latency(self) -> None:
        """Toggle the tint that shows how late each chunk of the text was."""
        self.query_one(EventSidebar).toggle_tint()

    @on(Detail.Copied)
    @on(Transcript.Copied)
    def _copied(self, event: Detail.Copied | Transcript.Copied) -> None:
        event.stop()
        amount = event.amount if isinstance(event, Transcript.Copied) else ""
        self.app.copy_to_clipboard(event.text, amount)

    def action_sdk(self) -> None:
        """Let the vendor's SDK read the stream, and show where it fails."""
        if self.recording is not None:
            self.query_one(EventSidebar).run_sdk(self.recording)

    def action_compare(self) -> None:
        """Compare this response with others."""
        if self.recording is not None:
            others = [other for other in self._recordings if other is not self.recording]
            self.post_message(ComparisonRequested([self.recording, *others]))

    def action_export(self) -> None:
        """Export the recordings of the exchange."""
        if self.rounds is not None:
            turns = [("", recording) for recording in self.rounds.recordings]
            selected = self.rounds.at(self.playhead.position).round
            self.post_message(ExportRequested(turns, "recording.jsonl", selected))

    def action_explain(self) -> None:
        """Explain each metric and between which events it was measured."""
        if self.recording is not None:
            listed, together = explanations(self.recording.summary), figures_together(self.rounds)
            self.app.push_screen(MetricsHelpScreen(listed, together))

    def action_close(self) -> None:
        """Return from the details, else clear the filter, else leave."""
        in_detail = self.has_class("-detail", "-narrow")
        if in_detail or not self.query_one(EventPanel).close_filter():
            self.action_leave()

    def action_leave(self) -> None:
        """Return from the details to the list, else to the previous screen."""
        if self.has_class("-detail", "-narrow"):
            self.remove_class("-detail")
            self.query_one(EventPanel).focus_list()
        else:
            self.remove_class("-detail")
            self.dismiss()
