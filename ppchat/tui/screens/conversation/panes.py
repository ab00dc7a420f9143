"""The conversation beside its events: live means that the position is pinned to the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive

from ppchat.adapters.store.search.results import SearchHit
from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.inspect.event_rows import Depth
from ppchat.core.metrics.cost import CostOf, no_cost
from ppchat.core.recording.recording import Recording
from ppchat.core.view.text_events import event_of, hit_event
from ppchat.services.schema_check import check_schema, schema_to_check
from ppchat.tui.events.event_header import Heading
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.event_panel import EventPanel
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.marks import Marks
from ppchat.tui.navigation import ComparisonRequested, ExportRequested, InspectorRequested
from ppchat.tui.screens.conversation.path_cells import PathCells
from ppchat.tui.screens.conversation.transcript_pane import TranscriptPane
from ppchat.tui.transcript import Transcript

_PAINTED_FIRST: Final = 24
"""Turns, from the end, that are painted first when a conversation opens; the others follow."""


class Panes(Horizontal):
    """Both sides always show a recording at a position."""

    BINDING_GROUP_TITLE = "Conversation"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "compare", "compare answers", show=False, id="conversation.compare"),
    ]

    SCOPED_CSS = False  # the -narrow class is set on the screen
    DEFAULT_CSS = """
    Panes {
        layers: base over;
        & > TranscriptPane { width: 1fr; height: 1fr; }
        & > EventPanel { width: 34%; min-width: 46; max-width: 90; height: 100%; }
        &.-hidden > EventPanel { display: none; }
    }
    .-narrow Panes {
        & > EventPanel {
            display: none; layer: over; dock: right; width: 100%; min-width: 0; max-width: 60;
        }
        &.-over > EventPanel { display: block; }
    }
    .-narrow.-high Panes > EventPanel {
        layer: default; dock: bottom; max-width: 100%; height: 58%;
    }
    """

    recording: reactive[Recording | None] = reactive(None, repaint=False)
    """The answer whose events are listed: that of the selected turn."""
    playhead: reactive[Playhead] = reactive(Playhead, repaint=False)
    """How many of its events are folded into what is shown."""
    heading: reactive[Heading] = reactive(Heading, repaint=False)
    """Which answer it is, for the head of the event panel."""

    @dataclass
    class Moved(Message):
        """Another answer, or another event of it, is now shown."""

        cursor: str
        """The position in words; empty at the end."""

    def __init__(self, conversation: Conversation, cost_of: CostOf = no_cost) -> None:
        super().__init__()
        self._conversation = conversation
        self._marks = Marks()
        self._cells = PathCells(cost_of)
        self._index = -1
        """The index in the path of the selected turn; -1 in an empty conversation."""
        self._last: int | None = None
        """How many turns at the end are drawn until they are painted; None for all."""

    def compose(self) -> ComposeResult:
        """The transcript on the left, the events on the right."""
        yield TranscriptPane()
        yield EventPanel(depth=Depth.STEPS, marks=self._marks).data_bind(
            Panes.recording, Panes.playhead, Panes.heading
        )

    def on_mount(self) -> None:
        """Show the end of the conversation."""
        # Queried once: a frame may still be drawn while the app ends and removes its widgets.
        self._transcript = self.query_one(Transcript)
        self._panel = self.query_one(EventPanel)
        self._timeline = self.query_one(Timeline)
        self.open(self._conversation)

    def open(self, conversation: Conversation) -> None:
        """Show a conversation, with its last answer selected."""
        self._conversation = conversation
        self._cells.show(conversation)
        is_long = (count := len(self._cells.path)) > _PAINTED_FIRST
        self._set_selected(count - 1, last=_PAINTED_FIRST if is_long else None)
        if is_long:
            self.call_after_refresh(self._draw_all)

    def switch_branch(self) -> None:
        """Show the branch that is now chosen, and select the turn at which it begins."""
        before = self._cells.path
        self._cells.show(self._conversation)
        path = self._cells.path
        differs = (n for n, (a, b) in enumerate(zip(before, path, strict=False)) if a is not b)
        self._set_selected(next(differs, len(path) - 1))
        self.show_selected()
        self.follow()

    def begin(self, node: Node, *, retry: bool = False) -> None:
        """Show the answer of a node that is about to stream, and select it.

        A retry does not take the selection from a turn that was chosen in the meantime.
        """
        chosen = self.selected_node if retry else None
        self._cells.show(self._conversation)
        path = self._cells.path
        self._set_selected(path.index(chosen if chosen in path else node))
        if not retry:
            self.follow()

    def _set_selected(self, index: int, *, last: int | None = None) -> None:
        """Select a turn of the path, at the end of its events; for `last` see `PathCells.cells`."""
        self._index = index
        node = self._cells.path[index] if index >= 0 else None
        self._transcript.selected = node.id if node else ""
        self._show_heading()
        if node is None:
            self.recording, self.playhead = None, Playhead()
        else:
            self.set_reactive(Panes.playhead, Playhead(len(node.recording)))
            self.recording = node.recording
            self.mutate_reactive(Panes.playhead)
            self.check_schema(node)
        self._last = last
        self._draw()
        self.post_message(self.Moved(""))

    def price_again(self) -> None:
        """Show what answers cost, now that more prices are known."""
        self._cells.price_again()
        self._draw()

    def check_schema(self, node: Node) -> None:
        """Show under an answer that has ended whether it follows the schema that was asked for."""
        if not self._cells.is_checked(node) and schema_to_check(node.summary) is not None:
            self._check_schema(node)

    @work(group="schema")
    async def _check_schema(self, node: Node) -> None:
        if check := await check_schema(node.summary):
            self._cells.show_check(node, check)
            self._draw()

    def _show_heading(self) -> None:
        path = self._cells.path
        newest_streams = bool(path) and path[-1].recording.ended is None
        behind = newest_streams and self._index < len(path) - 1
        place = self._cells.places[self._index] if self._index >= 0 else None
        self.heading = Heading(place, behind)

    def tick(self, now_ns: int) -> None:
        """Draw what arrived since the previous frame, at `now_ns` of the monotonic clock."""
        recording = self.recording
        if recording is not None:
            self.playhead = self.playhead.grow(len(recording))
            live = recording.ended is None and recording.t0_ns
            self._timeline.now_ns = now_ns if live else 0
        self._panel.show_new_events()
        self._show_heading()
        self._draw()

    def _draw(self) -> None:
        cells = self._cells.cells(self._index, self.playhead, last=self._last)
        self._transcript.update(cells)

    def _draw_all(self) -> None:
        self._last = None
        self._draw()

    # Moving through the events and the answers.

    def watch_playhead(self, playhead: Playhead) -> None:
        """Show the text as it was at that position."""
        if self.is_mounted and not playhead.following:
            self._draw()

    @on(EventList.Moved)
    @on(Timeline.Moved)
    def _moved(self, event: EventList.Moved | Timeline.Moved) -> None:
        event.stop()
        if event.playhead != self.playhead:
            self._move(event.playhead)
            self._transcript.show_cursor()

    def _move(self, playhead: Playhead) -> None:
        """Go to a position in the events of the selected answer."""
        self.playhead = playhead
        if playhead.following:
            self._draw()
        total = len(self.recording or ())
        where = "" if playhead.following else f"◂ event {playhead.position - 1} of {total}"
        self.post_message(self.Moved(where))

    def return_to_end(self) -> None:
        """Show the end of the selected answer again."""
        if not self.playhead.following:
            self._move(Playhead(len(self.recording or ())))

    def has_answer(self, by: int) -> bool:
        """Whether there is an answer so many before or after the selected one."""
        self._follow_choice()
        return 0 <= self._index + by < len(self._cells.path)

    def step_answer(self, by: int) -> None:
        """Select the previous or next answer, which there is, and bring it into sight."""
        self._set_selected(self._index + by)
        self.show_selected()

    @on(Transcript.TurnChosen)
    def _turn_chosen(self, event: Transcript.TurnChosen) -> None:
        """Show the events of the answer that was chosen in the text."""
        event.stop()
        self._follow_choice()

    def _follow_choice(self) -> None:
        """Select the turn that is chosen in the text, which may be ahead of its message."""
        path, chosen = self._cells.path, self._transcript.selected
        if path and path[self._index].id != chosen:
            indexes = (index for index, node in enumerate(path) if node.id == chosen)
            self._set_selected(next(indexes, self._index))

    @on(Transcript.PlaceChosen)
    def _place_chosen(self, event: Transcript.PlaceChosen) -> None:
        """Go to the event that brought the character at a place; the text stays whole."""
        event.stop()
        self._follow_choice()
        if event.enters:
            self._show_events()
        elif not self._panel.display:
            return
        n: int | None = None
        if self.recording is not None and event.part is not None:
            shown = self.playhead
            is_whole = shown.following or shown.peeking
            position = len(self.recording) if is_whole else shown.position
            n = event_of(self.recording, event.part, event.offset, position)
        if n is None:
            self.return_to_end()
        else:
            self._move(Playhead.peek(n))
        if event.enters:  # the events may take rows of the text once they are laid out
            self.call_after_refresh(self._transcript.show_cursor)

    def show_hit(self, hit: SearchHit) -> None:
        """Select the turn of a hit, with the cursor on the event that brought it."""
        turns = (n for n, node in enumerate(self._cells.path) if node.id == hit.run_id)
        self._set_selected(next(turns, self._index))
        if self.recording and (n := hit_event(self.recording, hit.kind, hit.part, hit.offset)) >= 0:
            self._move(Playhead.peek(n))
        self.query_one(TranscriptPane).show_hit(hit)

    def show_selected(self) -> None:
        """Bring the selected answer into sight, unless all of it is."""
        self._transcript.show_turn()

    @property
    def selected_number(self) -> int:
        """The number of the question whose answer is selected, from 1."""
        return self._cells.places[self._index].number if self._index >= 0 else 0

    @property
    def selected_node(self) -> Node | None:
        """The selected turn, which keys act on; None in an empty conversation."""
        self._follow_choice()
        return self._cells.path[self._index] if self._index >= 0 else None

    @on(EventList.Opened)
    def _opened(self, event: EventList.Opened) -> None:
        event.stop()
        self.inspect()

    def inspect(self, play: float = 0) -> None:
        """Open the inspector at the event that is shown; `play` is a playing speed, 0 for none."""
        self._follow_choice()
        recordings = [node.recording for node in self._cells.path]
        if recordings:
            position = None if self.playhead.following else self.playhead.position
            self.post_message(
                InspectorRequested(recordings, self._index, position, play, self._marks)
            )

    def action_compare(self) -> None:
        """Compare the answer with its siblings, else its neighbours, else one that is picked.

        In the transcript its own keys take precedence: there `c` copies a block of code.
        """
        if node := self.selected_node:
            path = self._cells.path
            others = list(self._conversation.siblings(node.id))
            if len(others) < 2:
                others = sorted(path, key=lambda other: abs(path.index(other) - self._index))
            recordings = [other.recording for other in others if other is not node]
            self.post_message(ComparisonRequested([node.recording, *recordings]))

    def export(self) -> None:
        """Ask where to export the conversation, or the selected answer of it."""
        self._follow_choice()
        turns = [(node.prompt, node.recording) for node in self._cells.path]
        if turns:
            self.post_message(ExportRequested(turns, "conversation.md", self._index))

    # The events: beside the transcript, below it, over it, or hidden.

    def toggle_events(self, *, narrow: bool) -> bool:
        """Show or hide the events; returns whether they have the focus now."""
        self.toggle_class("-over" if narrow else "-hidden")
        focused = narrow and self.has_class("-over")
        if focused:
            self._panel.focus_list()
        return focused

    def _show_events(self) -> None:
        """Show the events, and give them the keys."""
        self.remove_class("-hidden")
        self.add_class("-over")
        self._panel.focus_list()

    def close_overlay(self, *, narrow: bool) -> bool:
        """Hide the events over the transcript, else the find bar; whether either was there."""
        was_over = narrow and self.has_class("-over")
        self.remove_class("-over")
        return was_over or self.query_one(TranscriptPane).close_find()

    def follow(self) -> None:
        """Bring the end of the text into sight."""
        self._transcript.follow()

    async def scroll_text(self, action: str) -> None:
        """Run an action that scrolls the transcript."""
        await self._transcript.run_action(action)

    def open_find(self) -> None:
        """Open the find bar of the transcript."""
        self.query_one(TranscriptPane).open_find()

    @property
    def answer(self) -> str:
        """The selected answer's Markdown."""
        return self._transcript.selected_answer()
