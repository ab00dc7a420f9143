"""The panel beside the conversation: the events, a command line and the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import reactive

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.inspect.event_rows import Depth, EventPredicate
from ppchat.core.inspect.filter_parser import completions, parse_filter
from ppchat.core.inspect.filter_terms import FilterMistake
from ppchat.core.inspect.goto import parse_goto
from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.command_line import CommandLine
from ppchat.tui.events.event_header import Heading
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.marks import Marks

_FILTER_HINT: Final = (
    'fc_a  "two words"  type:{type}  family:text  item:message  gap>200ms  size>4k  is:slow  '
    "json:fc_a  $.*.id:fc_*  $.index>0  not … and … or … ( … )"
)

_TALL: Final = 40
_LOW: Final = 22
_LOWEST: Final = 14
"""Heights of the panel from which the timeline has all of its lanes, all of its lines, any."""


def _example_type(types: Sequence[str], dialect: Dialect) -> str:
    """The type of the events with the answer's text, for an example."""
    return next((dialect.short_type(name) for name in types if name in dialect.answer_types), "*")


class EventPanel(Vertical):
    """Every event and its time; the messages of its widgets, such as `EventList.Moved`, bubble up.

    `timeline_below=False` leaves the timeline to the screen, which places it elsewhere; `depth` is
    how much is folded at first; `marks` are shared with other views of the recordings.
    """

    DEFAULT_CSS = """
    EventPanel {
        background: $surface;
        & > EventList { height: 1fr; }
        & > Timeline { height: auto; max-height: 9; padding: 1 1 0 1; }
        &.-tall > Timeline { max-height: 16; }
        &.-low > Timeline { max-height: 5; padding: 0 1; }
        &.-lowest > Timeline { display: none; }
    }
    """

    BINDING_GROUP_TITLE = "Events"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", key_display="/", id="events.filter"),
        Binding("colon", "jump", "jump", key_display=":", id="events.jump"),
    ]

    recording: reactive[Recording | Rounds | None] = reactive(None, repaint=False)
    """The recording shown, or the rounds of an exchange; it may grow."""
    playhead: reactive[Playhead] = reactive(Playhead, repaint=False)
    """The position of the cursor."""
    heading: reactive[Heading] = reactive(Heading, repaint=False)
    """Which answer of a conversation it is."""
    keep: reactive[EventPredicate | None] = reactive(None, repaint=False)
    """Which events are listed; None for all."""
    filter_text: reactive[str] = reactive("", repaint=False)
    """The filter as typed."""

    def __init__(
        self,
        *,
        timeline_below: bool = True,
        depth: Depth = Depth.RUNS,
        marks: Marks | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._timeline_below = timeline_below
        self._depth = depth
        self._marks = marks

    def compose(self) -> ComposeResult:
        """The list, the command line and the timeline."""
        yield EventList(depth=self._depth, marks=self._marks).data_bind(
            EventPanel.recording,
            EventPanel.playhead,
            EventPanel.keep,
            EventPanel.heading,
            note=EventPanel.filter_text,
        )
        yield CommandLine()
        if self._timeline_below:
            yield Timeline().data_bind(EventPanel.recording, EventPanel.playhead, EventPanel.keep)

    def on_resize(self, event: events.Resize) -> None:
        """Leave the timeline the room that the events don't need more."""
        height = event.size.height
        self.set_class(height >= _TALL, "-tall")
        self.set_class(_LOWEST <= height < _LOW, "-low")
        self.set_class(height < _LOWEST, "-lowest")

    def show_new_events(self) -> None:
        """Show new events; call it once per frame while events arrive."""
        # The widgets are gone if a last frame is drawn while the app exits.
        for event_list in self.query(EventList):
            event_list.show_new_events()
        for timeline in self.query(Timeline):
            timeline.show_new_events()

    def focus_list(self) -> None:
        """Focus the list."""
        self.query_one(EventList).focus()

    def action_filter(self) -> None:
        """Open the command line for a filter."""
        recording = None
        if self.recording is not None:
            recording = as_rounds(self.recording).at(self.playhead.position).recording
        types = recording.summary.types if recording is not None else ()
        dialect = recording.dialect if recording is not None else DEFAULT_DIALECT
        items = recording.response.items if recording is not None else ()
        item_types = [(item.output_index, item.type) for item in items]
        self.query_one(CommandLine).open(
            "/",
            self.filter_text,
            lambda text: completions(text, types, dialect, item_types),
            _FILTER_HINT.replace("{type}", _example_type(types, dialect)),
        )

    def action_jump(self) -> None:
        """Open the command line for a position."""
        self.query_one(CommandLine).open(":", "", lambda _: [], "412  +10  4.02s  900ms  50%")

    def set_filter(self, text: str) -> FilterMistake | None:
        """List the events that a filter selects; all events if it is empty."""
        if not text.strip():
            self.keep, self.filter_text = None, ""
            return None
        condition = parse_filter(text)
        if isinstance(condition, FilterMistake):
            return condition
        self.filter_text = text
        self.keep = condition.matches
        return None

    def close_filter(self) -> bool:
        """Close the command line and clear the filter; whether there was one."""
        line = self.query_one(CommandLine)
        if not line.display and self.keep is None:
            return False
        line.close()
        self.set_filter("")
        self.focus_list()
        return True

    @on(CommandLine.Changed)
    def _command_changed(self, event: CommandLine.Changed) -> None:
        """Filter while the user types; errors are shown when the filter is submitted."""
        event.stop()
        if event.sign == "/":
            self.set_filter(event.text)

    @on(CommandLine.Submitted)
    def _command_submitted(self, event: CommandLine.Submitted) -> None:
        """Apply the filter, or move the cursor."""
        event.stop()
        line = self.query_one(CommandLine)
        if event.sign == "/":
            mistake = self.set_filter(event.text)
            if mistake is not None:
                line.show_error(*mistake)
                return
        elif self.recording is not None:
            position = parse_goto(as_rounds(self.recording), event.text, self.playhead.position)
            if isinstance(position, str):
                line.show_error(position)
                return
            # Deferred, as messages that a widget posts while its parent handles one do not bubble.
            event_list = self.query_one(EventList)
            event_list.call_later(event_list.move_to, position)
        line.close()
        self.focus_list()

    @on(CommandLine.Cancelled)
    def _command_cancelled(self, event: CommandLine.Cancelled) -> None:
        """Clear the filter; the cursor stays."""
        event.stop()
        if event.sign == "/":
            self.set_filter("")
        self.focus_list()
