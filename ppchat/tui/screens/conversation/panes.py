"""The conversation beside its events: live means that the position is pinned to the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive

from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.recording.recording import Recording
from ppchat.core.view.cell import Cell
from ppchat.core.view.cells import answer_cells, prompt_cell
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.event_panel import EventPanel
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.marks import Marks
from ppchat.tui.navigation import ComparisonRequested, ExportRequested, InspectorRequested
from ppchat.tui.screens.conversation.transcript_pane import TranscriptPane
from ppchat.tui.transcript import Transcript

_RETRY_HINT: Final = "To try again: tab, r, enter."


class Panes(Horizontal):
    """Both sides always show a recording at a position."""

    BINDING_GROUP_TITLE = "Conversation"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "compare", "compare responses", show=False, id="conversation.compare"),
    ]

    SCOPED_CSS = False  # the -narrow class is set on the screen
    DEFAULT_CSS = """
    Panes {
        layers: base over;
        & > TranscriptPane { width: 1fr; height: 100%; }
        & > EventPanel { width: 46; height: 100%; }
        &.-hidden > EventPanel { display: none; }
    }
    .-narrow Panes {
        & > EventPanel { display: none; layer: over; dock: right; width: 100%; max-width: 60; }
        &.-over > EventPanel { display: block; }
    }
    """

    recording: reactive[Recording | None] = reactive(None, repaint=False)
    """The response whose events are listed."""
    playhead: reactive[Playhead] = reactive(Playhead, repaint=False)
    """How many of its events are folded into what is shown."""

    @dataclass
    class Moved(Message):
        """Another response, or another event of it, is now shown."""

        cursor: str
        """The position in words; empty at the end."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self._conversation = conversation
        self._marks = Marks()
        self._node: Node | None = None
        self._earlier_cells: tuple[Cell, ...] = ()

    def compose(self) -> ComposeResult:
        """The transcript on the left, the events on the right."""
        yield TranscriptPane()
        yield EventPanel(marks=self._marks).data_bind(Panes.recording, Panes.playhead)

    def on_mount(self) -> None:
        """Show the end of the conversation."""
        # Queried once: a frame may still be drawn while the app ends and removes its widgets.
        self._transcript = self.query_one(Transcript)
        self._panel = self.query_one(EventPanel)
        self._timeline = self.query_one(Timeline)
        self.open(self._conversation)

    def open(self, conversation: Conversation) -> None:
        """Show a conversation, at the end of its last response."""
        self._conversation = conversation
        path = conversation.path
        if path:
            self.show(path[-1])
            return
        self._node, self._earlier_cells = None, ()
        self.recording, self.playhead = None, Playhead()
        self._transcript.update(())

    def show(self, node: Node) -> None:
        """Show the response of a node."""
        self._node = node
        *earlier, _ = self._conversation.path_to(node.id)
        earlier_cells: list[Cell] = []
        for turn in earlier:
            earlier_cells.append(self._prompt_cell(turn))
            earlier_cells.extend(
                answer_cells(turn.id, turn.recording, len(turn.recording), retry_hint=_RETRY_HINT)
            )
        self._earlier_cells = (*earlier_cells, self._prompt_cell(node))
        self.set_reactive(Panes.playhead, Playhead(len(node.recording)))
        self.recording = node.recording
        self.mutate_reactive(Panes.playhead)
        self._draw()

    def _prompt_cell(self, node: Node) -> Cell:
        siblings = self._conversation.siblings(node.id)
        return prompt_cell(node.id, node.prompt, siblings.index(node) + 1, len(siblings))

    def tick(self, now_ns: int) -> None:
        """Draw what arrived since the previous frame; `now_ns` is 0 once the stream has ended."""
        if self.recording is not None:
            self.playhead = self.playhead.grow(len(self.recording))
        self._panel.show_new_events()
        self._timeline.now_ns = now_ns
        self._draw()

    def _draw(self) -> None:
        if self._node is not None:
            cells = answer_cells(
                self._node.id,
                self._node.recording,
                self.playhead.position,
                retry_hint=_RETRY_HINT,
            )
            self._transcript.update((*self._earlier_cells, *cells))

    # Moving through the events and the responses.

    def watch_playhead(self, playhead: Playhead) -> None:
        """Show the text as it was at that position."""
        if self.is_mounted and not playhead.following:
            self._draw()

    @on(EventList.Moved)
    @on(Timeline.Moved)
    def _moved(self, event: EventList.Moved | Timeline.Moved) -> None:
        event.stop()
        position, following = event.playhead.position, event.playhead.following
        has_moved = position != self.playhead.position
        self.playhead = event.playhead
        if has_moved:
            if following:
                self._draw()
            total = len(self.recording or ())
            self.post_message(self.Moved("" if following else f"◂ event {position - 1} of {total}"))

    def step_response(self, by: int) -> None:
        """Go to the previous or next response and its events."""
        path = self._conversation.path
        if self._node in path:
            index = path.index(self._node) + by
            if 0 <= index < len(path):
                self.show(path[index])
                cursor = "" if index == len(path) - 1 else f"◂ response {index + 1} of {len(path)}"
                self.post_message(self.Moved(cursor))

    @property
    def current_node(self) -> Node | None:
        """The node that keys act on: the one of the transcript's current message."""
        cell = self._transcript.current
        nodes = {node.id: node for node in self._conversation.path}
        return nodes.get(cell.key.partition("/")[0]) if cell else self._node

    @on(EventList.Opened)
    def _opened(self, event: EventList.Opened) -> None:
        event.stop()
        self.inspect()

    def inspect(self, play: float = 0) -> None:
        """Open the inspector at the event that is shown; `play` is a playing speed, 0 for none."""
        path = self._conversation.path
        if self._node is not None and self._node in path:
            recordings = [node.recording for node in path]
            index = path.index(self._node)
            position = None if self.playhead.following else self.playhead.position
            self.post_message(InspectorRequested(recordings, index, position, play, self._marks))

    def action_compare(self) -> None:
        """Compare the response with its siblings, else its neighbours, else one that is picked.

        In the transcript its own keys take precedence: there `c` copies a block of code.
        """
        if self._node is not None:
            path = self._conversation.path
            others = list(self._conversation.siblings(self._node.id))
            if len(others) < 2 and self._node in path:
                index = path.index(self._node)
                others = sorted(path, key=lambda node: abs(path.index(node) - index))
            others = [node for node in others if node is not self._node]
            recordings = [node.recording for node in (self._node, *others)]
            self.post_message(ComparisonRequested(recordings))

    def export(self) -> None:
        """Ask where to export the conversation."""
        turns = [(node.prompt, node.recording) for node in self._conversation.path]
        if turns:
            self.post_message(ExportRequested(turns, "conversation.md"))

    # The events: beside the transcript, over it, or hidden.

    def toggle_events(self, *, narrow: bool) -> bool:
        """Show or hide the events; returns whether they have the focus now."""
        self.toggle_class("-over" if narrow else "-hidden")
        focused = narrow and self.has_class("-over")
        if focused:
            self._panel.focus_list()
        return focused

    def close_overlay(self, *, narrow: bool) -> bool:
        """Hide the events that lie over the transcript; returns whether they were there."""
        was_over = narrow and self.has_class("-over")
        self.remove_class("-over")
        return was_over

    def open_find(self) -> None:
        """Open the find bar of the transcript."""
        self.query_one(TranscriptPane).open_find()

    @property
    def last_answer(self) -> str:
        """The last answer's Markdown."""
        return self._transcript.last_answer()
