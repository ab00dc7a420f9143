"""The conversation beside its events: live is scrubbing with the position pinned to the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

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
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.screens.conversation.reading import Reading
from ppchat.tui.transcript import Transcript, warm_up

__all__ = ["Panes", "warm_up"]


class Panes(Horizontal):
    """What is shown is always a recording at a position, on both sides."""

    BINDING_GROUP_TITLE = "Conversation"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "compare", "compare the response", show=False, id="conversation.compare"),
    ]

    SCOPED_CSS = False  # the screen says whether it is narrow
    DEFAULT_CSS = """
    Panes {
        layers: base over;
        & > Reading { width: 1fr; height: 100%; }
        & > EventPanel { width: 46; height: 100%; }
        &.-hidden > EventPanel { display: none; }
    }
    .-narrow Panes {
        & > EventPanel { display: none; layer: over; dock: right; width: 100%; max-width: 60; }
        &.-over > EventPanel { display: block; }
    }
    """

    recording: reactive[Recording | None] = reactive(None, repaint=False)
    """The response that the events are of."""
    position: reactive[int] = reactive(0, repaint=False)
    """Events of it that are folded into what is shown."""
    following: reactive[bool] = reactive(True, repaint=False)
    """Whether the position stays at the end as events come."""

    @dataclass
    class Moved(Message):
        """Another response or another event of it is shown."""

        cursor: str
        """Where that is, in words; empty at the end."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self._conversation = conversation
        self._node: Node | None = None
        self._before: tuple[Cell, ...] = ()

    def compose(self) -> ComposeResult:
        """The text on the left, the events on the right."""
        yield Reading()
        yield EventPanel().data_bind(Panes.recording, Panes.position, Panes.following)

    def on_mount(self) -> None:
        """Show how the conversation ends."""
        # Kept, as a frame may still come while the app ends and its widgets go one by one.
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
        self._node, self._before = None, ()
        self.recording, self.position = None, 0
        self._transcript.update(())

    def show(self, node: Node) -> None:
        """Turn to the response of a node."""
        self._node = node
        *earlier, _ = self._conversation.path_to(node.id)
        before: list[Cell] = []
        for each in earlier:
            before.append(self._prompt_cell(each))
            before.extend(answer_cells(each.id, each.recording, len(each.recording)))
        self._before = (*before, self._prompt_cell(node))
        self.following = True
        self.set_reactive(Panes.position, len(node.recording))
        self.recording = node.recording
        self.mutate_reactive(Panes.position)
        self._draw()

    def _prompt_cell(self, node: Node) -> Cell:
        siblings = self._conversation.siblings(node.id)
        return prompt_cell(node.id, node.prompt, siblings.index(node) + 1, len(siblings))

    def tick(self, now_ns: int) -> None:
        """Draw what came since the frame before; `now_ns` is 0 when nothing more comes."""
        if self.recording is not None and self.following:
            self.position = len(self.recording)
        self._panel.recording_grew()
        self._timeline.now_ns = now_ns
        self._draw()

    def _draw(self) -> None:
        if self._node is not None:
            cells = answer_cells(self._node.id, self._node.recording, self.position)
            self._transcript.update((*self._before, *cells))

    # Moving through the events and the responses.

    def watch_position(self) -> None:
        """Show the text as it was there."""
        if self.is_mounted and not self.following:
            self._draw()

    @on(EventList.Moved)
    @on(Timeline.Moved)
    def _moved(self, event: EventList.Moved | Timeline.Moved) -> None:
        event.stop()
        total = len(self.recording or ())
        self.following = event.position >= total
        self.position = event.position
        if self.following:
            self._draw()
        cursor = "" if self.following else f"◂ event {event.position - 1} of {total}"
        self.post_message(self.Moved(cursor))

    @on(EventList.FollowChanged)
    def _follow_changed(self, event: EventList.FollowChanged) -> None:
        event.stop()
        self.following = event.following

    def step_response(self, by: int) -> None:
        """Go to the events of the response before or after."""
        path = self._conversation.path
        if self._node in path:
            at = path.index(self._node) + by
            if 0 <= at < len(path):
                self.show(path[at])
                cursor = "" if at == len(path) - 1 else f"◂ response {at + 1} of {len(path)}"
                self.post_message(self.Moved(cursor))

    @property
    def chosen(self) -> Node | None:
        """The node that keys act on: that of the transcript's current message."""
        cell = self._transcript.current
        nodes = {node.id: node for node in self._conversation.path}
        return nodes.get(cell.key.partition("/")[0]) if cell else self._node

    @on(EventList.Opened)
    def _opened(self, event: EventList.Opened) -> None:
        event.stop()
        self.inspect()

    def inspect(self, play: float = 0) -> None:
        """Open the inspector on the responses, at what is shown; `play` is a speed to play at."""
        from ppchat.tui.screens.inspect.screen import InspectScreen

        path = self._conversation.path
        if self._node is not None and self._node in path:
            recordings = [node.recording for node in path]
            at = path.index(self._node)
            position = None if self.following else self.position
            screen = InspectScreen(recordings, at, position=position, play=play)
            self.app.push_screen(screen)

    def action_compare(self) -> None:
        """Put the response beside others to its prompt, or those near it; else let one be chosen.

        In the text its own keys come first, as `c` does for a block of code.
        """
        from ppchat.tui import actions as errand

        if self._node is not None:
            path = self._conversation.path
            others = list(self._conversation.siblings(self._node.id))
            if len(others) < 2 and self._node in path:
                at = path.index(self._node)
                others = sorted(path, key=lambda each: abs(path.index(each) - at))
            others = [each for each in others if each is not self._node]
            errand.compare(self.app, [each.recording for each in (self._node, *others)])

    def export(self) -> None:
        """Ask where the conversation is to be written."""
        from ppchat.tui.dialogs.export import ExportScreen

        turns = [(node.prompt, node.recording) for node in self._conversation.path]
        if turns:
            self.app.push_screen(ExportScreen(turns, "conversation.md"))

    # The events beside the text, over it or hidden.

    def toggle_events(self, *, narrow: bool) -> bool:
        """Show the events or hide them; whether they have the keys then."""
        self.toggle_class("-over" if narrow else "-hidden")
        focused = narrow and self.has_class("-over")
        if focused:
            self._panel.focus_list()
        return focused

    def put_back(self, *, narrow: bool) -> bool:
        """Take the events from over the text; whether they were there."""
        was_over = narrow and self.has_class("-over")
        self.remove_class("-over")
        return was_over

    def open_find(self) -> None:
        """Ask what is to be found in the text."""
        self.query_one(Reading).open_find()

    @property
    def last_reply(self) -> str:
        """The last answer's Markdown."""
        return self._transcript.last_reply()
