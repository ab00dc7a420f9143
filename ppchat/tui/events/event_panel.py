"""The panel beside the chat: the events, a line to filter or jump, and the timeline."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import reactive

from ppchat.core.inspect.event_rows import Keep
from ppchat.core.inspect.filter_parser import completions, parsed
from ppchat.core.inspect.filter_terms import Mistake
from ppchat.core.inspect.goto import jump
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.command_line import AskLine
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.timeline import Timeline


class EventPanel(Vertical):
    """Every event and its time. What its widgets post goes on up: `EventList.Moved` …

    `timeline_below=False` leaves the timeline to whoever lays it out elsewhere.
    """

    DEFAULT_CSS = """
    EventPanel {
        background: $surface;
        & > EventList { height: 1fr; }
        & > Timeline { height: 9; padding: 1 1 0 1; }
    }
    """

    BINDING_GROUP_TITLE = "Events"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", key_display="/", id="events.filter"),
        Binding("colon", "jump", "jump", key_display=":", id="events.jump"),
    ]

    recording: reactive[Recording | None] = reactive(None, repaint=False)
    """What is shown; it may grow."""
    position: reactive[int] = reactive(0, repaint=False)
    """Events up to the cursor."""
    following: reactive[bool] = reactive(True, repaint=False)
    """Whether the cursor stays at the end as events come."""
    keep: reactive[Keep | None] = reactive(None, repaint=False)
    """Which events are listed; None for all."""
    filter_text: reactive[str] = reactive("", repaint=False)
    """The filter as it was typed."""

    def __init__(
        self,
        *,
        timeline_below: bool = True,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._timeline_below = timeline_below

    def compose(self) -> ComposeResult:
        """List, line, timeline."""
        yield EventList().data_bind(
            EventPanel.recording,
            EventPanel.position,
            EventPanel.following,
            EventPanel.keep,
            note=EventPanel.filter_text,
        )
        yield AskLine()
        if self._timeline_below:
            yield Timeline().data_bind(
                EventPanel.recording, EventPanel.position, EventPanel.following, EventPanel.keep
            )

    def recording_grew(self) -> None:
        """Take in what came since; to be called once a frame while events come."""
        # None are left when a last frame comes while the app ends.
        for events in self.query(EventList):
            events.recording_grew()
        for timeline in self.query(Timeline):
            timeline.recording_grew()

    def focus_list(self) -> None:
        """Give the keys to the list."""
        self.query_one(EventList).focus()

    def action_filter(self) -> None:
        """Ask which events to list."""
        recording = self.recording
        types = recording.types if recording is not None else ()
        self.query_one(AskLine).ask("/", self.filter_text, lambda text: completions(text, types))

    def action_jump(self) -> None:
        """Ask where to go."""
        self.query_one(AskLine).ask(":", "", lambda _: [], "412  +10  4.02s  900ms  50%")

    def set_filter(self, text: str) -> Mistake | None:
        """List what a condition chooses; all events where it is empty."""
        if not text.strip():
            self.keep, self.filter_text = None, ""
            return None
        found = parsed(text)
        if isinstance(found, Mistake):
            return found
        self.filter_text = text
        self.keep = found.keep
        return None

    def on_ask_line_changed(self, event: AskLine.Changed) -> None:
        """Filter as the person types; a mistake is told once it is submitted."""
        event.stop()
        if event.sign == "/":
            self.set_filter(event.text)

    def on_ask_line_submitted(self, event: AskLine.Submitted) -> None:
        """Keep the filter, or go there."""
        event.stop()
        line = self.query_one(AskLine)
        if event.sign == "/":
            mistake = self.set_filter(event.text)
            if mistake is not None:
                line.tell(*mistake)
                return
        elif self.recording is not None:
            place = jump(self.recording, event.text, self.position)
            if isinstance(place, str):
                line.tell(place)
                return
            # In the list's own time: what a widget posts while its parent acts goes no further up.
            events = self.query_one(EventList)
            events.call_later(events.move, place)
        line.close()
        self.focus_list()

    def on_ask_line_cancelled(self, event: AskLine.Cancelled) -> None:
        """List all events again, or stay where the cursor is."""
        event.stop()
        if event.sign == "/":
            self.set_filter("")
        self.focus_list()
