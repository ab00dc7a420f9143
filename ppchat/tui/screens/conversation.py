"""The main screen: ask, watch the answer and its events, go back to any of them."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from ppchat.core.safe import safe
from ppchat.tui import garbage
from ppchat.tui.compositor import LeanCompositor
from ppchat.tui.opening import Opening
from ppchat.tui.widgets.key_bar import KeyBar
from ppchat.tui.widgets.prompt import Prompt
from ppchat.tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:  # imported once the first paint is done: they would hold it up
    from ppchat.core.conversation import Node
    from ppchat.core.source import Problem
    from ppchat.tui.chat import Chat
    from ppchat.tui.panes import Panes

WIDE: Final = 100
"""Columns from which the events stand beside the text; below they lie over it."""
FRAMES_PER_SECOND: Final = 30
QUIT_WITHIN_S: Final = 1.5
"""How soon a second ctrl+c must follow the first to quit."""

_NEEDS_PANES: Final = frozenset(
    {"escape", "side", "inspect", "export", "new", "sessions", "edit", "regenerate", "response"}
    | {"find", "copy_reply"}
)


class ConversationScreen(Screen[None]):
    """One conversation: what is shown is always a recording at a position."""

    BINDING_GROUP_TITLE = "Conversation"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    AUTO_FOCUS = "Prompt"
    DEFAULT_CSS = """
    ConversationScreen {
        & > #body { height: 1fr; }
        & > #banner {
            display: none;
            height: auto;
            padding: 0 1;
            background: $warning-muted;
            color: $text-warning;
        }
        & > #banner.-shown { display: block; }
    }
    """

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
        Binding("f11,z", "inspect", "inspector", show=False, id="conversation.inspect"),
        Binding("x", "export", "export", show=False, id="conversation.export"),
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

    def __init__(self, opening: Opening) -> None:
        # What the breakpoints will say: telling them here saves styling everything twice.
        wide = shutil.get_terminal_size().columns >= WIDE
        super().__init__(classes="-wide" if wide else "-narrow")
        self._compositor = LeanCompositor()
        self._opening = opening
        self._ready = asyncio.Event()
        self._edited: Node | None = None
        self._quit_asked_at = float("-inf")

    def compose(self) -> ComposeResult:
        """The status on top, room for the panes, the prompt, the keys."""
        bar = StatusBar()
        bar.model, bar.host = self._opening.model, self._opening.host
        yield bar
        yield Static(id="banner", markup=False)
        yield Container(id="body")
        yield Prompt(self._opening.draft)
        yield KeyBar()

    def on_mount(self) -> None:
        """Paint first; then get what the first question will need."""
        self._ticks = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        self.call_after_refresh(self._get_ready)

    @work(group="ready")
    async def _get_ready(self) -> None:
        panes = await asyncio.to_thread(import_module, "ppchat.tui.panes")
        self._chat: Chat = await asyncio.to_thread(self._opening.chat, self._tell)
        self._panes: Panes = panes.Panes(self._chat.conversation)
        await self.query_one("#body").mount(self._panes)
        self._ready.set()
        self.refresh_bindings()
        self._tick()
        await self._chat.start()
        history = await asyncio.to_thread(self._chat.store.prompts)
        self.query_one(Prompt).replace_history(history)
        self._show_problem(self._chat.store.problem)
        if self._opening.pick:
            self.action_sessions()
        elif self._opening.prompt:
            self._ask(self._opening.prompt, self._chat.conversation.leaf)
        await asyncio.to_thread(panes.warm_up)
        garbage.settle()

    async def on_unmount(self) -> None:
        """End what was started."""
        if self._ready.is_set():
            await self._chat.aclose()

    def _tell(self, problem: Problem | None) -> None:
        """What the store says, in its own thread."""
        if self.is_running:
            self.app.call_from_thread(self._show_problem, problem)

    def _show_problem(self, problem: Problem | None) -> None:
        """Say that what is said may not be kept, for as long as that is so."""
        banner = self.query_one("#banner", Static)
        banner.update(safe(f"{problem.message}\n{problem.advice}") if problem else "")
        banner.set_class(problem is not None, "-shown")

    # Asking.

    @property
    def _busy(self) -> bool:
        """Whether an answer is streaming, which is told."""
        busy = self._ready.is_set() and self._chat.reading is not None
        if busy:
            self.notify("Still answering: esc stops it.", timeout=3)
        return busy

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        prompt = self.query_one(Prompt)
        if self._busy:
            prompt.put(event.text + prompt.text)
        else:
            prompt.accepted(event.text)
            self._send(event.text)

    @work(group="stream")
    async def _send(self, text: str) -> None:
        await self._ready.wait()
        parent = self._edited.parent if self._edited else self._chat.conversation.leaf
        await self._answer(text, parent)

    @work(group="stream")
    async def _ask(self, text: str, parent: str | None) -> None:
        await self._answer(text, parent)

    async def _answer(self, text: str, parent: str | None) -> None:
        self._edited = None
        node = await self._chat.begin(text, parent)
        asked = self._chat.asked
        self.query_one(StatusBar).sent = asked.carries if asked and node.parent else ""
        self._panes.show(node)
        self._ticks.resume()
        await self._chat.read(node)
        if self._chat.closed:
            return
        self._ticks.pause()
        self._tick()
        prompt = self.query_one(Prompt)
        verdict = node.recording.verdict
        if verdict and verdict.value == "refused" and not prompt.text:
            prompt.put(node.prompt)

    def _tick(self) -> None:
        """Draw what came since the frame before."""
        from ppchat.core.progress import status

        now_ns = time.monotonic_ns()
        recording = self._panes.recording
        live = recording is not None and recording.ended is None and recording.t0_ns
        self._panes.tick(now_ns if live else 0)
        self.query_one(StatusBar).status = status(recording, now_ns)

    def on_panes_moved(self, event: Panes.Moved) -> None:
        """Say where the cursor is."""
        self.query_one(StatusBar).cursor = event.cursor
        self._tick()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """What needs the panes waits for them."""
        return self._ready.is_set() or action not in _NEEDS_PANES

    def action_escape(self) -> None:
        """Close what lies over the screen, else stop the answer, else go to the prompt."""
        if self._panes.put_back(narrow=self.has_class("-narrow")):
            self.query_one(Prompt).focus()
        elif self._chat.reading:
            self._chat.stop()
        else:
            self.query_one(Prompt).focus()

    def action_interrupt(self) -> None:
        """Copy a selection, else stop the answer, else clear the draft, else quit."""
        prompt = self.query_one(Prompt)
        selected = self.get_selected_text() or prompt.selected_text
        if selected:
            self.app.copy_to_clipboard(selected)
            self.clear_selection()
        elif self._ready.is_set() and self._chat.reading:
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
        if not self._panes.toggle_events(narrow=self.has_class("-narrow")):
            self.query_one(Prompt).focus()

    def action_inspect(self) -> None:
        """Open the inspector on the responses of this conversation."""
        self._panes.inspect()

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
        from ppchat.tui.screens.sessions import SessionsScreen

        if self._busy:
            return
        chosen = await self.app.push_screen_wait(SessionsScreen(self._chat.store))
        if chosen is not None:
            load = self._chat.store.load
            self._chat.renew(await asyncio.to_thread(load, chosen) if chosen else None)
            self._turn_to_conversation()

    def _turn_to_conversation(self) -> None:
        self._edited = None
        self._panes.open(self._chat.conversation)
        bar = self.query_one(StatusBar)
        bar.cursor = bar.sent = ""
        self._tick()
        self.query_one(Prompt).focus()

    def action_edit(self) -> None:
        """Take a prompt up again; what is sent then begins another branch."""
        if node := self._panes.chosen:
            self._edited = node
            prompt = self.query_one(Prompt)
            prompt.put(node.prompt)
            prompt.focus()

    def action_regenerate(self) -> None:
        """Ask the same once more, as another branch."""
        if (node := self._panes.chosen) and not self._busy:
            self._ask(node.prompt, node.parent)

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

    @on(Prompt.EditorWanted)
    def _edit_outside(self) -> None:
        from ppchat.edge.editor import edited, editor_command

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
    @work(group="history", exclusive=True)
    async def _search_history(self) -> None:
        from ppchat.tui.screens.picker import Picker

        prompt = self.query_one(Prompt)
        picker = Picker(prompt.earlier[::-1], "Search what was asked before")
        line = await self.app.push_screen_wait(picker)
        if line is not None:
            prompt.put(line)
