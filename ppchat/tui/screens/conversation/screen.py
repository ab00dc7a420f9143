"""The main screen: send prompts, watch the answers and their events, go back to any event."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from ppchat.core.view.live.status import starting_status
from ppchat.services.launch import PICK, Launch, config_problem
from ppchat.tui import FRAMES_PER_SECOND
from ppchat.tui.screens.conversation.asking import Asking
from ppchat.tui.screens.conversation.bindings import BINDINGS
from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.screens.conversation.welcome.body import Body
from ppchat.tui.screens.conversation.welcome.offers import Offers
from ppchat.tui.screens.conversation.welcome.welcome import Welcome
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.terminal.screen import use_lean_compositor
from ppchat.tui.widgets.foot import Foot
from ppchat.tui.widgets.prompt import Prompt
from ppchat.tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:  # imported after the first paint, which they would delay
    from ppchat.core.chat.conversation import Node
    from ppchat.core.recording.recording import Recording
    from ppchat.core.stream.signals import Problem
    from ppchat.services.chat import ChatSession
    from ppchat.tui.dialogs.palette import PaletteCommand
    from ppchat.tui.screens.conversation.commands.commands import Commands
    from ppchat.tui.screens.conversation.commands.slash_command import CommandContext
    from ppchat.tui.screens.conversation.keys.interrupt import Interrupt
    from ppchat.tui.screens.conversation.panes import Panes
    from ppchat.tui.screens.conversation.queue.queue_list import QueueList
    from ppchat.tui.screens.conversation.start_up import StartUp
    from ppchat.tui.transcript import Transcript

WIDE: Final = 100
"""Columns of the terminal from which the events are beside the text; in fewer, below or over it."""
LOW: Final = 20
"""Rows of the terminal below which the prompt takes as few as it can."""

_NEEDS_PANES: Final = frozenset(
    {"escape", "side", "inspect", "export", "propose", "answer"}
    | {"copy_reply", "branch", "scroll_text", "calls"}
)


class ConversationScreen(Screen[None]):
    """One conversation, always shown as a recording at a position."""

    app = getters.app(TerminalApp)

    BINDING_GROUP_TITLE = "Conversation"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012
    AUTO_FOCUS = "Prompt"
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def __init__(self, launch: Launch) -> None:
        # The classes that the breakpoints will set: set here, it saves styling everything twice.
        columns, rows = shutil.get_terminal_size()
        width, height = (
            "-wide" if columns >= WIDE else "-narrow",
            "-high" if rows >= LOW else "-low",
        )
        super().__init__(classes=f"{width} {height}")
        use_lean_compositor(self)
        self._launch = launch
        self._status_bar = StatusBar()
        self._body = Body(launch)
        self._composer = Composer()
        self._composer.completion_sources = lambda: (
            self._commands.source(),
            self._composer.file_source(),
        )
        self._composer.take_command = lambda text: self._commands.take(text)
        self._foot = Foot(launch.model, launch.target.host)
        self._prompt = self._composer.prompt
        self._offers = Offers(self._body, self._prompt)
        self._asking = Asking(
            self,
            self._composer,
            self._offers,
            changed=self._asking_changed,
            request_key=lambda: self._parts.dialogs.open("key"),
            answered=self._answered,
        )
        self._start_up: StartUp | None = None
        """Set after the first paint."""
        self._is_picking = asyncio.Event()
        self._ready = asyncio.Event()
        """Set once the chat and the panes exist; what needs them waits for it."""

    def compose(self) -> ComposeResult:
        """The header, the first screen or room for the panes, the prompt box, the foot."""
        yield self._status_bar
        yield self._body
        yield self._composer
        yield self._foot

    def on_mount(self) -> None:
        """Paint first, then load what the first prompt needs."""
        if self.app.has_class("-plain"):  # one column, in reading order
            self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (1 << 30, "-wide")]
        self._offers.show(self._launch.is_new, asking=False)
        self._ticks = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        self.call_after_refresh(self._get_ready)
        if self._launch.resume == PICK:
            self._hold_keys()
        if self._launch.prompt and self._launch.resume != PICK:
            self._asking.send(self._launch.prompt)

    def on_screen_resume(self) -> None:
        """Give the keys back to the prompt when another screen was closed."""
        if self.focused is not None:
            self.set_focus(self._prompt)

    def on_find_bar_closed(self) -> None:
        """Give the keys back to the prompt."""
        self._prompt.focus()

    def on_key(self, event: events.Key) -> None:
        """Type what means nothing where the focus is into the prompt."""
        if event.is_printable and event.key not in self.active_bindings:
            event.stop()
            self._prompt.take(event.character or "")

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the prompt where the focus takes no text."""
        event.stop()
        if not self._prompt.has_focus:  # which takes the text, and lets the event go on
            self._prompt.take(event.text)

    @work(group="ready")
    async def _hold_keys(self) -> None:
        """Keep what is typed for the list of conversations that opens."""
        with self.app.hold_keys():
            await self._is_picking.wait()

    @work(group="ready")
    async def _get_ready(self) -> None:
        from ppchat.tui.screens.conversation.start_up import StartUp

        start_up = self._start_up = StartUp(self._launch)
        self._chat = await start_up.load(self._report_problem)
        from ppchat.tui.screens.conversation.parts import assemble  # which `load` has imported

        self._parts = assemble(
            self,
            self._chat,
            self._asking,
            self._offers,
            self._composer,
            bar=self._status_bar,
            foot=self._foot,
            ticks=self._ticks,
        )
        await self._body.mount(self._parts.panes)
        if self.app.is_exiting:  # what is mounted may be incomplete, and is not seen any more
            await self._chat.aclose()
            return
        draft = await asyncio.to_thread(self._chat.load_draft)  # before a prompt takes its place
        self._parts.open_conversation.notice_other_server()  # likewise
        self._asking.attach(self._chat, self._parts.answers)
        self._ready.set()
        self.refresh_bindings()
        self._tick()
        await self._chat.start()
        self._parts.open_conversation.resume(draft)
        self._composer.find_prompts = self._chat.archive.search_prompts
        self._prompt.replace_history(await asyncio.to_thread(self._chat.archive.load_prompts))
        self._show_problem(self._chat.store.problem)
        await self._body.offer_latest(self._chat)
        if self._launch.resume == PICK:
            self.action_sessions()
            self._is_picking.set()
        await start_up.finish()
        await self._parts.load_prices(self._chat.target)

    async def on_unmount(self) -> None:
        """Save the draft for the next start, and close the chat."""
        if self._ready.is_set():
            self._parts.open_conversation.save_draft()
            await self._chat.aclose()
        elif self._start_up:
            await self._start_up.aclose()

    @on(Prompt.OfferStepped)
    def _step_offer(self, event: Prompt.OfferStepped) -> None:
        self._offers.step(event.by)

    @on(Prompt.QueueReleased)
    def _release_queue(self) -> None:
        self._asking.release_queue()

    @on(Prompt.LastQueuedWanted)
    def _edit_last_queued(self) -> None:
        self._asking.edit_last_queued()

    @on(Prompt.LastQueuedDeleted)
    def _delete_last_queued(self) -> None:
        self._asking.queue.take(-1)

    def on_queue_list_removed(self, event: QueueList.Removed) -> None:
        """Remove a prompt that waits."""
        self._asking.queue.take(event.index)

    @on(Prompt.Changed)
    def _dim_offers(self) -> None:
        self._offers.dim(asking=self.is_asking)

    @on(Prompt.OfferTaken)
    @on(Welcome.Taken)
    def _take_offer(self) -> None:
        if offer := self._offers.choice:
            if offer.conversation_id:
                self._parts.open_conversation.open_stored(offer.conversation_id)
            else:
                self._asking.submit_offer(offer.text)

    def on_server_changed(self) -> None:
        """Say who answers now, and show no problem that there was with another server."""
        self._body.show_server(self._chat.turn_settings.model, self._chat.target)
        self._show_problem(self._chat.store.problem)

    def _report_problem(self, problem: Problem | None) -> None:
        """Show a problem of the store, or its end; called in the store's thread."""
        if self.is_running:
            self.app.call_from_thread(self._show_problem, problem)

    def _show_problem(self, problem: Problem | None) -> None:
        self.query("Banner").remove()
        problem = problem or config_problem(self._chat.settings, self._chat.target)
        if problem:
            from ppchat.tui.widgets.banner import Banner

            self.mount(Banner(problem), before=self._body)

    def _tick(self) -> None:
        if self._ready.is_set():
            self._parts.answers.draw()
        elif self.is_asking:
            self._status_bar.status = starting_status(self._asking.waited_ns)

    def on_panes_moved(self, event: Panes.Moved) -> None:
        """Show the position of the cursor in the status bar."""
        self._status_bar.cursor = event.cursor
        if self._parts.panes.recording is not None:
            self._offers.end_question()
        self._tick()

    @property
    def is_asking(self) -> bool:
        """Whether a prompt is being answered."""
        return self._asking.in_progress

    def on_transcript_centred(self, event: Transcript.Centred) -> None:
        """Align the prompt with the text."""
        self._composer.align_with(event.inset, event.width)

    @on(Composer.Submitted)
    def _submitted(self, event: Composer.Submitted) -> None:
        if event.pending and event.pending.opens_calls:
            self._parts.open_calls.open()
        else:
            self._asking.submit(event.text, event.pending, event.attachments)

    async def _answered(self, node: Node) -> None:
        await self._parts.open_calls.attend(node)
        await self._parts.load_prices(self._chat.target)
        await self._parts.other_windows.look()

    def _asking_changed(self) -> None:
        if self.is_asking:
            self._ticks.resume()
        self.refresh_bindings()

    def action_propose(self, name: str) -> None:
        """Put above the prompt what enter will do: regenerate, edit or fork the current turn."""
        self._parts.selected_answer.propose(name)

    def action_dialog(self, name: str) -> None:
        """Open a dialog of the conversation; see `Dialogs`."""
        self._once_ready(lambda: self._parts.dialogs.open(name))

    def _once_ready(self, act: Callable[[], object]) -> None:
        if self._ready.is_set():
            act()
        else:
            self._act_once_ready(act)

    @work(group="early", exclusive=True)
    async def _act_once_ready(self, act: Callable[[], object]) -> None:
        """Do what opens something as soon as that is possible; it gets the keys typed meanwhile.

        An enter among them would send a prompt.
        """
        with self.app.hold_keys():
            await self._ready.wait()
            act()
            await asyncio.sleep(0)  # until it is on the screen

    def action_calls(self) -> None:
        """Answer what the model calls."""
        self._parts.open_calls.open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Disable what needs the panes until they exist."""
        return self._ready.is_set() or action not in _NEEDS_PANES

    def obstacle(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why an action cannot be run now; empty if it can."""
        if not self._ready.is_set():
            return ""
        if action == "calls":
            return self._parts.open_calls.obstacle
        return self._parts.selected_answer.obstacle(action, *parameters)

    @property
    def useless_actions(self) -> frozenset[str]:
        """The actions whose keys are not worth showing now."""
        waits = self._ready.is_set() and bool(self._parts.open_calls.calls)
        useless = {"escape": not self.is_asking, "calls": self.is_asking or not waits}
        return frozenset(action for action, is_useless in useless.items() if is_useless)

    def action_escape(self) -> None:
        """Drop what enter would do, else close the events, else stop, else go to the prompt."""
        if self._composer.give_up() or self._parts.panes.close_overlay(
            narrow=self.has_class("-narrow")
        ):
            self._prompt.focus()
        elif not self._stop():
            self._parts.panes.return_to_end()
            self._prompt.focus()

    def _stop(self) -> bool:
        """Stop the answer or the commands that are in progress; whether there was anything."""
        if not self._ready.is_set() or not self.is_asking:
            return False
        if not self._parts.open_calls.stop():
            self._chat.stop()
        return True

    @cached_property
    def _commands(self) -> Commands:
        from ppchat.tui.screens.conversation.commands.commands import Commands

        return Commands(self, self._composer, self._command_context)

    async def _command_context(self) -> CommandContext:
        """What commands act on, once it exists."""
        from ppchat.tui.screens.conversation.commands.slash_command import CommandContext

        await self._ready.wait()
        return CommandContext(self, self._chat, self._composer, self._parts)

    def palette_commands(self) -> Sequence[PaletteCommand]:
        """The commands of the prompt."""
        return self._commands.palette()

    @cached_property
    def _interrupt(self) -> Interrupt:
        from ppchat.tui.screens.conversation.keys.interrupt import Interrupt

        return Interrupt(self, self._composer, self._stop)

    def action_interrupt(self) -> None:
        """Copy, stop, clear or quit."""
        self._interrupt.press()

    def action_side(self) -> None:
        """Show or hide the events."""
        if not self._parts.panes.toggle_events(narrow=self.has_class("-narrow")):
            self._prompt.focus()

    def action_inspect(self, play: float = 0) -> None:
        """Open the inspector on this conversation; `play` is a playing speed, 0 for none."""
        self._parts.selected_answer.inspect(play)

    def action_export(self) -> None:
        """Export the conversation or its selected answer to a file."""
        self._parts.selected_answer.export()

    def action_new(self) -> None:
        """Begin a new conversation; this one is saved."""
        self._once_ready(lambda: self._parts.open_conversation.begin())

    def action_sessions(self) -> None:
        """Pick another conversation."""
        self._once_ready(lambda: self._parts.open_conversation.pick())

    @property
    def chat(self) -> ChatSession | None:
        """What is asked and stored; None until the first paint is over."""
        return self._chat if self._ready.is_set() else None

    def node_of(self, recording: Recording) -> Node | None:
        """The node of the conversation whose response `recording` is."""
        nodes = self._chat.conversation.nodes
        return next((node for node in nodes if node.recording is recording), None)

    def action_branch(self, by: int) -> None:
        """Show the previous or next branch at the current message."""
        self._parts.selected_answer.step_branch(by)

    def action_answer(self, by: int) -> None:
        """Select the previous or next answer, with its events."""
        self._parts.selected_answer.step(by)

    async def action_scroll_text(self, action: str) -> None:
        """Scroll the text, whatever has the focus."""
        await self._parts.panes.scroll_text(action)

    def action_find(self) -> None:
        """Search the conversation."""
        self._once_ready(lambda: self._parts.panes.open_find())

    def action_copy_reply(self) -> None:
        """Copy the selected answer as Markdown."""
        self._parts.selected_answer.copy()
