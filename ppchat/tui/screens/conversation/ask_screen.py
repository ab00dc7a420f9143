"""A screen that sends prompts and shows the answers as they stream."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.screen import Screen
from textual.timer import Timer

from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.widgets.prompt import Prompt
from ppchat.tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:  # imported after the first paint, which they would delay
    from ppchat.core.chat.conversation import Node
    from ppchat.services.chat import ChatSession
    from ppchat.tui.screens.conversation.panes import Panes


class AskScreen(Screen[None]):
    """Sends one prompt at a time, follows its answer to the end, restores a refused prompt."""

    app = getters.app(TerminalApp)

    _chat: ChatSession
    _panes: Panes
    _prompt: Prompt
    _composer: Composer
    _ticks: Timer

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._ready = asyncio.Event()
        """Set once the chat and the panes exist; what needs them waits for it."""
        self._asking = False

    def _warn_if_busy(self) -> bool:
        """Whether an answer is in progress; if so, the user is notified."""
        if self._asking:
            self.notify("Still answering: esc stops it.", timeout=3)
        return self._asking

    @on(Composer.Submitted)
    def _submitted(self, event: Composer.Submitted) -> None:
        prompt = self._prompt
        if self._warn_if_busy():
            prompt.set_text(event.text + prompt.text)
        else:
            prompt.add_to_history(event.text)
            self._send(event.text, event.edited)

    def _send(self, text: str, sibling: Node | None = None) -> None:
        """Send a prompt at the end of the conversation, or as a branch beside `sibling`."""
        self._asking = True
        self._composer.end_edit()
        self._stream_answer(text, sibling)

    @work(group="stream")
    async def _stream_answer(self, text: str, sibling: Node | None) -> None:
        try:
            await self._ready.wait()
            from ppchat.services.attempts import AttemptBegan

            chat = self._chat
            chat.save_draft("")
            parent = sibling.parent if sibling else chat.next_parent
            async with aclosing(chat.send(text, parent)) as steps:
                async for step in steps:
                    if isinstance(step, AttemptBegan):
                        node = step.attempt
                        self._show_attempt(node)
            if chat.closed:
                return
            self._ticks.pause()
            self._tick()
            self._restore_refused(node)
        finally:
            self._asking = False

    def _show_attempt(self, node: Node) -> None:
        """Show an answer while it streams."""
        asked = self._chat.last_ask
        self.query_one(StatusBar).sent = asked.context if asked and node.parent else ""
        self._panes.show(node)
        self._ticks.resume()

    def _restore_refused(self, node: Node) -> None:
        """Put a refused prompt back into the prompt box."""
        recording, prompt = node.recording, self._prompt
        if not recording.ended or recording.ended.end.value != "refused":
            return
        if not prompt.text:
            prompt.set_text(node.prompt)
        problem = recording.ended.problem
        if problem and problem.status == 401 and not self._chat.key_variable:
            self.action_key()

    def _tick(self) -> None:
        """Draw what arrived since the previous frame."""
        from ppchat.core.view.progress import retry_status, status

        now_ns = time.monotonic_ns()
        recording = self._panes.recording
        live = recording is not None and recording.ended is None and recording.t0_ns
        self._panes.tick(now_ns if live else 0)
        left_ns = self._chat.retry_at_ns - now_ns
        waits = self._chat.retry_at_ns > 0
        self.query_one(StatusBar).status = (
            retry_status(left_ns) if waits else status(recording, now_ns)
        )

    def on_panes_moved(self, event: Panes.Moved) -> None:
        """Show the position of the cursor in the status bar."""
        self.query_one(StatusBar).cursor = event.cursor
        self._tick()

    def action_regenerate(self) -> None:
        """Send the same prompt again, as another branch."""
        if (node := self._panes.current_node) and not self._warn_if_busy():
            self._send(node.prompt, node)

    @work(group="key", exclusive=True)
    async def action_key(self) -> None:
        """Ask the user for the API key of the server."""
        from ppchat.tui.dialogs.api_key import request_api_key

        if await request_api_key(self.app, self._chat):
            bar = self.query_one(StatusBar)
            bar.model, bar.host = self._chat.model, self._chat.target.host
