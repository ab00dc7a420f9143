"""The inspector as a screen of its own: a recording, and the text as it was at any event."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen

from ppchat.adapters import gc_tuning as garbage
from ppchat.core.metrics.explain import figures
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Source
from ppchat.tui.dialogs.metrics_help import ExplainScreen
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.event_panel import EventPanel
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.screens.inspect.bindings import BINDINGS
from ppchat.tui.screens.inspect.detail import Detail
from ppchat.tui.screens.inspect.figures_line import FiguresLine
from ppchat.tui.screens.inspect.findings_view import FindingsView
from ppchat.tui.screens.inspect.playback import Playback
from ppchat.tui.screens.inspect.side import EventSide
from ppchat.tui.terminal.compositor import LeanCompositor
from ppchat.tui.transcript import Transcript
from ppchat.tui.widgets.key_bar import KeyBar

FRAMES_PER_SECOND: Final = 30


class InspectScreen(Screen[None]):
    """One or more recordings, one shown at a time; the first may still be arriving."""

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
        & EventSide { width: 45%; }
        &.-low {
            & > Timeline { height: auto; max-height: 7; padding: 0 1; }
            & FindingsView { max-height: 4; padding: 0; margin: 0; }
        }
        &.-narrow {
            & EventPanel { width: 100%; }
            & EventSide { width: 100%; display: none; }
            &.-detail EventPanel { display: none; }
            &.-detail EventSide { display: block; }
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    recording: reactive[Recording | None] = reactive(None, repaint=False)
    """What is inspected; it may grow."""
    position: reactive[int] = reactive(0, repaint=False)
    """Events folded into the text shown; the cursor is on event position - 1."""
    following: reactive[bool] = reactive(True, repaint=False)
    """Whether the position stays at the end as events come."""

    @dataclass
    class ExportWanted(Message):
        """A recording is to be written to a file."""

        recording: Recording

    @dataclass
    class CompareWanted(Message):
        """Recordings are to be compared; with one, others are to be chosen first."""

        recordings: Sequence[Recording]

    def __init__(
        self,
        recordings: Sequence[Recording],
        at: int = -1,
        *,
        source: Source | None = None,
        play: float = 0,
        position: int | None = None,
    ) -> None:
        """`source` fills the last recording; `play` begins to play it at that speed.

        Those that have not ended may grow meanwhile, whoever fills them. `position` is where to
        begin; the end where it is None.
        """
        super().__init__()
        self._compositor = LeanCompositor()
        self._begin_at = position
        self._was_live = False
        self._recordings = recordings
        self._at = at % len(recordings) if recordings else 0
        self._source = source
        self._play = play
        self._playback: Playback | None = None

    def compose(self) -> ComposeResult:
        """Figures, timeline, the list beside detail, text and findings, keys."""
        yield FiguresLine().data_bind(InspectScreen.recording)
        yield Timeline().data_bind(
            InspectScreen.recording, InspectScreen.position, InspectScreen.following
        )
        with Horizontal(id="inspect-body"):
            yield EventPanel(timeline_below=False).data_bind(
                InspectScreen.recording, InspectScreen.position, InspectScreen.following
            )
            yield EventSide().data_bind(InspectScreen.recording, InspectScreen.position)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the recording, and read on if it is still arriving."""
        self._ticks = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        if self._recordings:
            self._show(self._at, self._begin_at, self._play)
        if self._source is not None:
            self._read(self._source)
        if self.app.screen_stack[0] is self:  # else it goes again, and what it was made of too
            self.call_after_refresh(garbage.settle)

    # What is shown.

    def _show(self, at: int, position: int | None = None, play: float = 0) -> None:
        self._at = at
        recording = self._recordings[at]
        line = self.query_one(FiguresLine)
        self._playback = Playback(recording, self._go, partial(setattr, line, "state"))
        total = len(recording)
        self.recording = recording
        self._go(total if position is None else position)
        line.which = f"{at + 1} of {len(self._recordings)}" if len(self._recordings) > 1 else ""
        line.state = ""
        line.seen = total
        self.query_one(EventSide).look_for_findings(recording)
        self._was_live = recording.ended is None
        if self._was_live:
            self._ticks.resume()
        if play:
            self._playback.set_speed(play)
            self.action_play()

    def _tick(self) -> None:
        """Draw what came or was played since the frame before."""
        recording, playback = self.recording, self._playback
        if recording is None or playback is None:
            return
        playback.tick()
        live, was_live = recording.ended is None, self._was_live
        self._was_live = live
        if live or was_live:
            if self.following:
                self.position = len(recording)
            self._grew(time.monotonic_ns() if live and recording.t0_ns else 0)
        if was_live and not live:
            self.query_one(FiguresLine).refresh()
            self.query_one(EventSide).look_for_findings(recording)
        if not live and not playback.playing:
            self._ticks.pause()

    def _grew(self, now_ns: int) -> None:
        self.query_one(EventPanel).recording_grew()
        timeline = self.query_one(Timeline)
        timeline.recording_grew()
        timeline.now_ns = now_ns
        self.query_one(EventSide).recording_grew()
        self.query_one(FiguresLine).seen = len(self.recording or ())

    @work(group="source")
    async def _read(self, source: Source) -> None:
        """Take in what a source gives, until it ends."""
        async for signal in source:
            self._recordings[-1].apply(signal)

    # Moving in time.

    def _go(self, position: int) -> None:
        total = len(self.recording or ())
        self.position = max(0, min(total, position))
        self.following = self.position == total

    def _jump(self, position: int) -> None:
        if self._playback is not None:
            self._playback.pause()
        self._go(position)

    @on(EventList.Moved)
    @on(Timeline.Moved)
    def _moved(self, event: EventList.Moved | Timeline.Moved) -> None:
        event.stop()
        self._jump(event.position)

    @on(EventList.FollowChanged)
    def _follow_changed(self, event: EventList.FollowChanged) -> None:
        event.stop()
        self.following = event.following

    @on(EventList.Counted)
    def _filtered(self, event: EventList.Counted) -> None:
        event.stop()
        self.query_one(Timeline).keep = self.query_one(EventPanel).keep

    @on(EventList.Opened)
    def _opened(self, event: EventList.Opened) -> None:
        event.stop()
        self.add_class("-detail")
        self.query_one(EventSide).focus_detail()

    @on(FindingsView.Chosen)
    def _finding_chosen(self, event: FindingsView.Chosen) -> None:
        event.stop()
        if event.finding.events:
            self._jump(event.finding.events[-1] + 1)

    def action_step(self, by: int) -> None:
        """Go some events on or back."""
        self._jump(self.position + by)

    def action_play(self) -> None:
        """Play on from the cursor at recorded pace, or stay here."""
        playback = self._playback
        if playback is None or not len(self.recording or ()):
            return
        if playback.playing:
            playback.pause()
        else:
            playback.play(self.position)
            self._ticks.resume()

    def action_speed(self, steps: int) -> None:
        """Play faster or slower."""
        if self._playback is not None:
            self._playback.change_speed(steps)

    def action_response(self, by: int) -> None:
        """Go to the response before or after."""
        if 0 <= self._at + by < len(self._recordings):
            self._show(self._at + by)

    # The rest.

    def action_filter(self) -> None:
        """Ask which events to list."""
        self.query_one(EventPanel).action_filter()

    def action_jump(self) -> None:
        """Ask where to go."""
        self.query_one(EventPanel).action_jump()

    def action_latency(self) -> None:
        """Tint the text by how long each chunk took to come, or take the tint off."""
        self.query_one(EventSide).toggle_tint()

    @on(Detail.Copied)
    @on(Transcript.Copied)
    def _copied(self, event: Detail.Copied | Transcript.Copied) -> None:
        event.stop()
        self.app.copy_to_clipboard(event.text)

    def action_compare(self) -> None:
        """Put this response beside others."""
        if self.recording is not None:
            others = [each for each in self._recordings if each is not self.recording]
            self.post_message(self.CompareWanted([self.recording, *others]))

    def action_export(self) -> None:
        """Have the recording written to a file."""
        if self.recording is not None:
            self.post_message(self.ExportWanted(self.recording))

    def action_explain(self) -> None:
        """Say what each figure means, from which event to which."""
        if self.recording is not None:
            self.app.push_screen(ExplainScreen(figures(self.recording)))

    def action_leave(self) -> None:
        """Back to the list from the detail, else to where the person came from."""
        if self.has_class("-detail", "-narrow"):
            self.remove_class("-detail")
            self.query_one(EventPanel).focus_list()
        elif len(self.app.screen_stack) > 1:
            self.remove_class("-detail")
            self.dismiss()
        else:
            self.app.exit()
