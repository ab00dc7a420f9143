"""The main screen: ask, watch the answer and its events, go back to any of them."""

from __future__ import annotations

import asyncio
import os
import time
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

from ppchat.core.cell import Cell
from ppchat.core.cells import answer_cells, prompt_cell
from ppchat.core.conversation import Node
from ppchat.core.recording import Recording
from ppchat.core.safe import safe
from ppchat.core.source import Problem
from ppchat.core.status import status
from ppchat.core.verdict import Verdict
from ppchat.edge.editor import edited, editor_command
from ppchat.tui.chat import Chat
from ppchat.tui.inspector.event_list import EventList
from ppchat.tui.inspector.timeline import Timeline
from ppchat.tui.screens.picker import Picker
from ppchat.tui.screens.sessions import SessionsScreen
from ppchat.tui.transcript import Transcript
from ppchat.tui.widgets.key_bar import KeyBar
from ppchat.tui.widgets.prompt import Prompt
from ppchat.tui.widgets.reading import Reading
from ppchat.tui.widgets.status_bar import StatusBar

FRAMES_PER_SECOND: Final = 30
QUIT_WITHIN_S: Final = 1.5
"""How soon a second ctrl+c must follow the first to quit."""

STARTER: Final = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."
"""What stands in the prompt of a new demo."""


class ConversationScreen(Screen[None]):
    """One conversation: what is shown is always a recording at a position."""

    BINDING_GROUP_TITLE = "Conversation"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    AUTO_FOCUS = "Prompt"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "escape", "stop", id="conversation.stop"),
        Binding(
            "ctrl+c",
            "interrupt",
            "copy, stop, clear or quit",
            show=False,
            priority=True,
            id="conversation.interrupt",
        ),
        Binding("ctrl+backslash,f12", "side", "events", key_display="^\\", id="conversation.side"),
        Binding("f11", "maximise", "events alone", show=False, id="conversation.maximise"),
        Binding("ctrl+n", "new", "new chat", show=False, id="conversation.new"),
        Binding("ctrl+s,f2", "sessions", "sessions", key_display="^s", id="conversation.sessions"),
        Binding("ctrl+o", "copy_reply", "copy the last reply", show=False, id="conversation.copy"),
        Binding("ctrl+f,slash", "find", "find", show=False, id="conversation.find"),
        Binding("e", "edit", "edit and resend", show=False, id="conversation.edit"),
        Binding("r", "regenerate", "regenerate", show=False, id="conversation.regenerate"),
        Binding("left_square_bracket", "response(-1)", "response before", show=False,
                id="conversation.response_before"),
        Binding("right_square_bracket", "response(1)", "next response", show=False,
                id="conversation.response_after"),
    ]  # fmt: skip

    recording: reactive[Recording | None] = reactive(None)
    """The response that the events are of."""
    position: reactive[int] = reactive(0)
    """Events of it that are folded into what is shown."""
    following: reactive[bool] = reactive(True)
    """Whether the position stays at the end as events come."""

    def __init__(self, chat: Chat, first_prompt: str = "", *, pick: bool = False) -> None:
        super().__init__()
        self._chat = chat
        self._pick = pick
        self._first_prompt = first_prompt
        self._node: Node | None = None
        self._edited: Node | None = None
        self._before: tuple[Cell, ...] = ()
        self._quit_asked_at = float("-inf")

    def compose(self) -> ComposeResult:
        """The status on top, the conversation beside its events, the prompt, the keys."""
        yield StatusBar()
        yield Static(id="banner", markup=False)
        with Horizontal(id="body"):
            yield Reading()
            with Vertical(id="side"):
                yield EventList().data_bind(
                    ConversationScreen.recording,
                    ConversationScreen.position,
                    ConversationScreen.following,
                )
                yield Timeline().data_bind(
                    ConversationScreen.recording, ConversationScreen.position
                )
        yield Prompt()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show what the conversation holds, and get ready to ask."""
        self._ticks = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        bar = self.query_one(StatusBar)
        bar.model, bar.host = self._chat.model, self._chat.target.host
        path = self._chat.conversation.path
        if path:
            self._show(path[-1])
        if self._chat.target.is_demo and not path and not self._first_prompt:
            self.query_one(Prompt).put(STARTER)
        self.call_after_refresh(self._get_ready)

    @work(group="ready")
    async def _get_ready(self) -> None:
        await self._chat.start()
        history = await asyncio.to_thread(self._chat.store.prompts)
        self.query_one(Prompt).replace_history(history)
        self.show_problem(self._chat.store.problem)
        if self._pick:
            self.action_sessions()
        elif self._first_prompt:
            self._ask(self._first_prompt, self._leaf)

    async def on_unmount(self) -> None:
        """End what was started."""
        await self._chat.aclose()

    # Asking.

    @property
    def _leaf(self) -> str | None:
        return self._chat.conversation.leaf

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        if self._chat.reading:
            prompt = self.query_one(Prompt)
            prompt.put(event.text + prompt.text)
            self.notify("Still answering: esc stops it.", timeout=3)
        else:
            self.query_one(Prompt).accepted(event.text)
            parent = self._edited.parent if self._edited else self._leaf
            self._ask(event.text, parent)

    @work(group="stream")
    async def _ask(self, text: str, parent: str | None) -> None:
        self._edited = None
        node = await self._chat.begin(text, parent)
        self._show(node)
        self._ticks.resume()
        await self._chat.read(node)
        self._ticks.pause()
        self._tick()
        prompt = self.query_one(Prompt)
        if node.recording.verdict is Verdict.REFUSED and not prompt.text:
            prompt.put(node.prompt)

    # Showing: live is scrubbing with the position pinned to the end.

    def _show(self, node: Node) -> None:
        """Turn to the response of a node."""
        self._node = node
        *earlier, _ = self._chat.conversation.path_to(node.id)
        before: list[Cell] = []
        for each in earlier:
            before.append(prompt_cell(each.id, each.prompt))
            before.extend(answer_cells(each.id, each.recording, len(each.recording)))
        self._before = (*before, prompt_cell(node.id, node.prompt))
        self.following = True
        self.position = len(node.recording)
        self.recording = node.recording
        self._draw()

    def _tick(self) -> None:
        """Draw what came since the frame before."""
        if self.recording is not None and self.following:
            self.set_reactive(ConversationScreen.position, len(self.recording))
            self.mutate_reactive(ConversationScreen.position)
        self.query_one(EventList).recording_grew()
        self.query_one(Timeline).recording_grew()
        self._draw()

    def _draw(self) -> None:
        node = self._node
        if node is None:
            return
        recording = node.recording
        cells = answer_cells(node.id, recording, self.position)
        self.query_one(Transcript).update((*self._before, *cells))
        bar = self.query_one(StatusBar)
        now_ns = time.monotonic_ns()
        bar.status = status(recording, now_ns)
        total = len(recording)
        bar.cursor = "" if self.position >= total else f"◂ event {self.position - 1} of {total}"
        live = recording.ended is None and recording.t0_ns
        self.query_one(Timeline).now_ns = now_ns if live else 0

    def watch_position(self) -> None:
        """Show the text as it was there."""
        if self._node is not None and not self.following:
            self._draw()

    @on(EventList.Moved)
    @on(Timeline.Moved)
    def _moved(self, event: EventList.Moved | Timeline.Moved) -> None:
        self.following = self.recording is not None and event.position >= len(self.recording)
        self.position = event.position

    @on(EventList.FollowChanged)
    def _follow_changed(self, event: EventList.FollowChanged) -> None:
        self.following = event.following

    def action_response(self, by: int) -> None:
        """Go to the events of the response before or after."""
        path = self._chat.conversation.path
        ids = [node.id for node in path]
        if self._node and self._node.id in ids:
            at = ids.index(self._node.id) + by
            if 0 <= at < len(path):
                self._show(path[at])

    # Keys.

    def action_escape(self) -> None:
        """Close what lies over the screen, else stop the answer, else go to the prompt."""
        if self.has_class("-side-over", "-narrow"):
            self.remove_class("-side-over")
        elif self.has_class("-maximised"):
            self.remove_class("-maximised")
        elif self._chat.reading:
            self._chat.stop()
            return
        self.query_one(Prompt).focus()

    def action_interrupt(self) -> None:
        """Copy a selection, else stop the answer, else clear the draft, else quit."""
        prompt = self.query_one(Prompt)
        selected = self.get_selected_text() or prompt.selected_text
        if selected:
            self.app.copy_to_clipboard(selected)
            self.clear_selection()
        elif self._chat.reading:
            self._chat.stop()
        elif prompt.text:
            prompt.put("")
        elif time.monotonic() - self._quit_asked_at < QUIT_WITHIN_S:
            self.app.exit()
        else:
            self._quit_asked_at = time.monotonic()
            self.notify("Press ctrl+c again to quit.", timeout=QUIT_WITHIN_S)

    def action_side(self) -> None:
        """Show the events, or hide them."""
        name = "-side-over" if self.has_class("-narrow") else "-side-hidden"
        self.toggle_class(name)
        events = self.query_one(EventList)
        shown = self.query_one("#side").display
        (events if shown and self.has_class("-narrow") else self.query_one(Prompt)).focus()

    def action_maximise(self) -> None:
        """Give the events the whole width, or half again."""
        self.toggle_class("-maximised")
        if self.has_class("-maximised"):
            self.query_one(EventList).focus()

    def action_new(self) -> None:
        """Begin another conversation; this one is kept."""
        if self._chat.reading:
            self.notify("Still answering: esc stops it.", timeout=3)
            return
        self._chat.renew()
        self._node, self._before = None, ()
        self.recording = None
        self.position = 0
        self.query_one(Transcript).update(())
        self.query_one(StatusBar).status = status(None, 0)
        self.query_one(Prompt).focus()

    @property
    def _chosen(self) -> Node | None:
        """The node that keys act on: that of the transcript's current message."""
        cell = self.query_one(Transcript).current
        ids = {node.id: node for node in self._chat.conversation.path}
        return ids.get(cell.key.partition("/")[0]) if cell else self._node

    def action_edit(self) -> None:
        """Take a prompt up again; what is sent then begins another branch."""
        if node := self._chosen:
            self._edited = node
            prompt = self.query_one(Prompt)
            prompt.put(node.prompt)
            prompt.focus()

    def action_regenerate(self) -> None:
        """Ask the same once more, as another branch."""
        if (node := self._chosen) and not self._chat.reading:
            self._ask(node.prompt, node.parent)

    def action_sessions(self) -> None:
        """Choose another conversation."""
        if self._chat.reading:
            self.notify("Still answering: esc stops it.", timeout=3)
            return
        self._choose_session()

    @work(group="sessions", exclusive=True)
    async def _choose_session(self) -> None:
        chosen = await self.app.push_screen_wait(SessionsScreen(self._chat.store))
        if chosen is None:
            return
        load = self._chat.store.load
        self._chat.renew(await asyncio.to_thread(load, chosen))
        path = self._chat.conversation.path
        if path:
            self._show(path[-1])

    def action_find(self) -> None:
        """Look for something in the conversation."""
        self.query_one(Reading).open_find()

    def action_copy_reply(self) -> None:
        """Copy the last reply as Markdown."""
        if reply := self.query_one(Transcript).last_reply():
            self.app.copy_to_clipboard(reply)

    @on(Prompt.EditorWanted)
    def _edit_outside(self) -> None:
        prompt = self.query_one(Prompt)
        try:
            with self.app.suspend():
                text = edited(prompt.text, editor_command(os.environ))
        except (OSError, SuspendNotSupported) as error:
            self.notify(f"The editor did not start: {error}", severity="error", markup=False)
        else:
            prompt.put(text)

    @on(Prompt.PaletteWanted)
    def _palette(self) -> None:
        self.app.action_command_palette()

    @on(Prompt.HistorySearched)
    def _search_history(self) -> None:
        def put(line: str | None) -> None:
            if line is not None:
                self.query_one(Prompt).put(line)

        prompts = self.query_one(Prompt).earlier[::-1]
        self.app.push_screen(Picker(prompts, "Search what was asked before"), put)

    def show_problem(self, problem: Problem | None) -> None:
        """Say that what is said may not be kept, for as long as that is so."""
        banner = self.query_one("#banner", Static)
        banner.update(safe(f"{problem.message}\n{problem.advice}") if problem else "")
        banner.set_class(problem is not None, "-shown")
