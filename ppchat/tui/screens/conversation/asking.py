"""A screen that asks: it sends what is written and shows the answer as it comes."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.screen import Screen
from textual.timer import Timer

from ppchat.tui.screens.conversation.writing import Writing
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.widgets.prompt import Prompt
from ppchat.tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:  # imported once the first paint is done: they would hold it up
    from ppchat.core.chat.conversation import Node
    from ppchat.services.chat import Chat
    from ppchat.tui.screens.conversation.panes import Panes


class AskingScreen(Screen[None]):
    """One question at a time: asked, watched until its answer has ended, given back if refused."""

    app = getters.app(TerminalApp)

    _chat: Chat
    _panes: Panes
    _prompt: Prompt
    _writing: Writing
    _ticks: Timer

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._ready = asyncio.Event()
        """Set once there are a chat and panes; what needs them waits for that."""
        self._asking = False

    @property
    def _busy(self) -> bool:
        """Whether an answer is streaming, which is told."""
        if self._asking:
            self.notify("Still answering: esc stops it.", timeout=3)
        return self._asking

    @on(Writing.Asked)
    def _asked(self, event: Writing.Asked) -> None:
        prompt = self._prompt
        if self._busy:
            prompt.put(event.text + prompt.text)
        else:
            prompt.accepted(event.text)
            self._ask(event.text, event.instead_of)

    def _ask(self, text: str, instead_of: Node | None = None) -> None:
        """Ask at the end of the conversation, or what becomes a branch beside a node."""
        self._asking = True
        self._writing.end_edit()
        self._answer(text, instead_of)

    @work(group="stream")
    async def _answer(self, text: str, instead_of: Node | None) -> None:
        try:
            await self._ready.wait()
            chat = self._chat
            chat.keep_draft("")
            parent = instead_of.parent if instead_of else chat.end
            async for node in chat.attempts(text, parent):
                await self._watch(node)
            if chat.closed:
                return
            self._ticks.pause()
            self._tick()
            self._give_back(node)
        finally:
            self._asking = False

    async def _watch(self, node: Node) -> None:
        """Show an answer as it comes."""
        asked = self._chat.asked
        self.query_one(StatusBar).sent = asked.carries if asked and node.parent else ""
        self._panes.show(node)
        self._ticks.resume()
        await self._chat.read(node)

    def _give_back(self, node: Node) -> None:
        """Put a prompt back that was refused."""
        recording, prompt = node.recording, self._prompt
        if not recording.ended or recording.ended.end.value != "refused":
            return
        if not prompt.text:
            prompt.put(node.prompt)
        problem = recording.ended.problem
        if problem and problem.status == 401 and not self._chat.key_variable:
            self.action_key()

    def _tick(self) -> None:
        """Draw what came since the frame before."""
        from ppchat.core.view.progress import pause, status

        now_ns = time.monotonic_ns()
        recording = self._panes.recording
        live = recording is not None and recording.ended is None and recording.t0_ns
        self._panes.tick(now_ns if live else 0)
        left_ns = self._chat.retry_at_ns - now_ns
        waits = self._chat.retry_at_ns > 0
        self.query_one(StatusBar).status = pause(left_ns) if waits else status(recording, now_ns)

    def on_panes_moved(self, event: Panes.Moved) -> None:
        """Say where the cursor is."""
        self.query_one(StatusBar).cursor = event.cursor
        self._tick()

    def action_regenerate(self) -> None:
        """Ask the same once more, as another branch."""
        if (node := self._panes.chosen) and not self._busy:
            self._ask(node.prompt, node)

    @work(group="key", exclusive=True)
    async def action_key(self) -> None:
        """Have the key given of whom is asked."""
        from ppchat.tui.dialogs.api_key import key_given

        if await key_given(self.app, self._chat):
            bar = self.query_one(StatusBar)
            bar.model, bar.host = self._chat.model, self._chat.target.host
