"""The main screen: ask, watch the answer and its events, go back to any of them."""

from __future__ import annotations

import asyncio
import shutil
import time
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from ppchat.adapters import gc_tuning as garbage
from ppchat.services.launch import Opening
from ppchat.tui.screens.conversation.asking import AskingScreen
from ppchat.tui.screens.conversation.bindings import BINDINGS
from ppchat.tui.screens.conversation.writing import Writing
from ppchat.tui.terminal.compositor import LeanCompositor
from ppchat.tui.widgets.banner import Banner
from ppchat.tui.widgets.key_bar import KeyBar
from ppchat.tui.widgets.prompt import Prompt
from ppchat.tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:  # imported once the first paint is done: they would hold it up
    from ppchat.core.recording.recording import Recording
    from ppchat.core.stream.signals import Problem

WIDE: Final = 100
"""Columns from which the events stand beside the text; below they lie over it."""
FRAMES_PER_SECOND: Final = 30
QUIT_WITHIN_S: Final = 1.5
"""How soon a second ctrl+c must follow the first to quit."""

_NEEDS_PANES: Final = frozenset(
    {"escape", "side", "inspect", "export", "new", "sessions", "edit", "regenerate", "response"}
    | {"find", "copy_reply", "branch", "key", "fork"}
)


class ConversationScreen(AskingScreen):
    """One conversation: what is shown is always a recording at a position."""

    BINDING_GROUP_TITLE = "Conversation"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    AUTO_FOCUS = "Prompt"
    DEFAULT_CSS = """
    ConversationScreen {
        & > #body { height: 1fr; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def __init__(self, opening: Opening) -> None:
        # What the breakpoints will say: telling them here saves styling everything twice.
        wide = shutil.get_terminal_size().columns >= WIDE
        super().__init__(classes="-wide" if wide else "-narrow")
        self._compositor = LeanCompositor()
        self._opening = opening
        self._quit_asked_at = float("-inf")

    def compose(self) -> ComposeResult:
        """The status on top, room for the panes, the prompt, the keys."""
        bar = StatusBar()
        bar.model, bar.host = self._opening.model, self._opening.host
        yield bar
        yield Container(id="body")
        yield Writing(self._opening.draft)
        yield KeyBar()

    def on_mount(self) -> None:
        """Paint first; then get what the first question will need."""
        self._prompt = self.query_one(Prompt)
        self._writing = self.query_one(Writing)
        self._ticks = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        self.call_after_refresh(self._get_ready)

    @work(group="ready")
    async def _get_ready(self) -> None:
        panes = await asyncio.to_thread(import_module, "ppchat.tui.screens.conversation.panes")
        self._chat = await asyncio.to_thread(self._opening.chat, self._tell)
        self._panes = panes.Panes(self._chat.conversation)
        await self.query_one("#body").mount(self._panes)
        if self.app.leaving:  # what was mounted may be incomplete, and nobody will see it
            await self._chat.aclose()
            return
        self._ready.set()
        self.refresh_bindings()
        self._tick()
        await self._chat.start()
        self._prompt.replace_history(await asyncio.to_thread(self._chat.prompts))
        self._tell_problem(self._chat.store.problem)
        if self._prompt.text == self._opening.draft:
            await self._put_draft()
        if self._opening.pick:
            self.action_sessions()
        elif self._opening.prompt:
            self._ask(self._opening.prompt)
        await asyncio.to_thread(panes.warm_up)
        garbage.settle()

    async def on_unmount(self) -> None:
        """End what was started; what was not sent is there the next time."""
        if self._ready.is_set():
            self._keep_draft()
            await self._chat.aclose()

    def _keep_draft(self) -> None:
        text = self._prompt.text
        self._chat.keep_draft("" if text == self._opening.draft else text)

    async def _put_draft(self) -> None:
        if draft := await asyncio.to_thread(self._chat.draft):
            self._prompt.put(draft)

    def _tell(self, problem: Problem | None) -> None:
        """What the store says, in its own thread: what is said may not be kept."""
        if self.is_running:
            self.app.call_from_thread(self._tell_problem, problem)

    def _tell_problem(self, problem: Problem | None) -> None:
        self.query(Banner).remove()
        if problem:
            self.mount(Banner(problem), before="#body")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """What needs the panes waits for them."""
        return self._ready.is_set() or action not in _NEEDS_PANES

    def action_escape(self) -> None:
        """Close what lies over the screen, else stop the answer, else go to the prompt."""
        if self._panes.put_back(narrow=self.has_class("-narrow")):
            self._prompt.focus()
        elif self._chat.asking:
            self._chat.stop()
        else:
            self._writing.end_edit(put_back=True)
            self._prompt.focus()

    def action_interrupt(self) -> None:
        """Copy a selection, else stop the answer, else clear the draft, else quit."""
        prompt = self._prompt
        selected = self.get_selected_text() or prompt.selected_text
        if selected:
            self.app.copy_to_clipboard(selected)
            self.clear_selection()
        elif self._ready.is_set() and self._chat.asking:
            self._chat.stop()
        elif prompt.text:
            self._writing.end_edit()
            prompt.put("")
        elif time.monotonic() - self._quit_asked_at < QUIT_WITHIN_S:
            self.app.exit()
        else:
            self._quit_asked_at = time.monotonic()
            self.notify("Press ctrl+c again to quit.", timeout=QUIT_WITHIN_S)

    def action_side(self) -> None:
        """Show the events, or hide them."""
        if not self._panes.toggle_events(narrow=self.has_class("-narrow")):
            self._prompt.focus()

    def action_inspect(self, play: float = 0) -> None:
        """Open the inspector on the responses of this conversation, and play at a speed."""
        self._panes.inspect(play)

    def action_export(self) -> None:
        """Write the conversation or its last response to a file."""
        self._panes.export()

    def action_new(self) -> None:
        """Begin another conversation; this one is kept."""
        if not self._busy:
            self._chat.renew()
            self._turn_to_conversation()

    @work(group="sessions", exclusive=True)
    async def action_sessions(self) -> None:
        """Choose another conversation."""
        from ppchat.tui.screens.conversation import switching

        if self._busy or (conversation := await switching.chosen(self.app, self._chat)) is None:
            return
        if kept := len(conversation) > 0:
            self._keep_draft()
            self._prompt.put("")
        self._chat.renew(conversation)
        self._turn_to_conversation()
        if kept:
            await self._put_draft()

    def compare_with_another(self, recording: Recording) -> None:
        """Have other conversations chosen, whose last answers are put beside a recording."""
        from ppchat.tui.screens.sessions.screen import SessionsScreen

        nodes = self._chat.conversation.nodes
        node = next((node for node in nodes if node.recording is recording), None)
        self.app.push_screen(SessionsScreen(self._chat.store, beside=node, comparing=True))

    def _turn_to_conversation(self) -> None:
        self._writing.end_edit()
        self._panes.open(self._chat.conversation)
        bar = self.query_one(StatusBar)
        bar.cursor = bar.sent = ""
        self._tick()
        self._prompt.focus()

    def action_edit(self) -> None:
        """Take a prompt up again; what is sent then begins another branch."""
        if node := self._panes.chosen:
            self._writing.edit(node)

    def action_fork(self) -> None:
        """Ask the next question right after the current message, as another branch."""
        node = self._panes.chosen
        if node and not self._busy:
            self._chat.fork(node)
            self._panes.open(self._chat.conversation)
            self._tick()
            self._prompt.focus()
            self.notify("The next question goes on from here.", timeout=4)

    def action_branch(self, by: int) -> None:
        """Show what was asked or answered before or after in the place of the current message."""
        node = self._panes.chosen
        if node and not self._busy and self._chat.select_beside(node, by):
            self._panes.open(self._chat.conversation)
            self._tick()

    def action_response(self, by: int) -> None:
        """Go to the events of the response before or after."""
        self._panes.step_response(by)

    def action_find(self) -> None:
        """Look for something in the conversation."""
        self._panes.open_find()

    def action_copy_reply(self) -> None:
        """Copy the last reply as Markdown."""
        if reply := self._panes.last_reply:
            self.app.copy_to_clipboard(reply)
