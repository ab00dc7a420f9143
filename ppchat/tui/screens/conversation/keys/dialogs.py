"""The dialogs of the conversation, which keys and commands open by name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Final

from textual.screen import Screen
from textual.worker import Worker

from ppchat.services.chat import ChatSession
from ppchat.services.conversation_tools import ConversationTools
from ppchat.tui.screens.conversation.answer_stream import AnswerStream
from ppchat.tui.screens.conversation.asking import Asking
from ppchat.tui.screens.conversation.keys.models import Models, ServerChanged
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.widgets.foot import Foot


class Dialogs:
    """Opens them, each at most once at a time; what they change is shown at once."""

    def __init__(
        self,
        screen: Screen[None],
        chat: ChatSession,
        asking: Asking,
        tools: ConversationTools,
        answers: AnswerStream,
        foot: Foot,
        models: Models,
    ) -> None:
        self._screen = screen
        self._chat = chat
        self._asking = asking
        self._tools = tools
        self._answers = answers
        self._foot = foot
        self._models = models
        self._by_name: Final[Mapping[str, Callable[[], Coroutine[None, None, None]]]] = {
            "connect": self._connect,
            "key": self._request_key,
            "profile": self._choose_profile,
            "api": self._choose_api,
            "tools": self._choose_tools,
            "share": self._share,
            "settings": self._models.choose_settings,
            "model": self._models.choose,
            "regenerate_with": self._models.regenerate,
        }

    def open(self, name: str) -> None:
        """Open the dialog of that name, unless it is open."""
        workers = self._screen.app.workers
        if all(worker.is_finished for worker in workers if worker.group == name):
            opened = asyncio.Event()
            # Functions, not their coroutines: the app may end before a worker begins.
            run: Callable[..., Worker[None]] = self._screen.run_worker
            run(partial(self._run, name, opened), group=name)
            run(partial(self._hold_keys, opened), group="hold", exclusive=True)

    async def _run(self, name: str, opened: asyncio.Event) -> None:
        """Open it, and set `opened` once it is on the screen, or if it does not get there."""
        signal = self._screen.app.screen_change_signal
        signal.subscribe(self._screen, lambda _: opened.set(), immediate=True)
        try:
            await self._by_name[name]()
        finally:
            signal.unsubscribe(self._screen)
            opened.set()

    async def _hold_keys(self, opened: asyncio.Event) -> None:
        """Keep what is typed for the dialog: the prompt would send it, and it may be a key."""
        app = self._screen.app
        with app.hold_keys() if isinstance(app, TerminalApp) else nullcontext():
            await opened.wait()

    async def _connect(self) -> None:
        from ppchat.tui.dialogs.connect.connect import connect

        if not self._asking.warn_if_busy() and await connect(self._screen.app, self._chat):
            self._show_server()

    async def _request_key(self) -> None:
        """As `_connect`, once a server requires a key."""
        from ppchat.tui.dialogs.connect.connect import connect

        if await connect(self._screen.app, self._chat, asks_for_key=True):
            self._show_server()

    async def _choose_profile(self) -> None:
        from ppchat.tui.dialogs.connect.connect import choose_profile

        if not self._asking.warn_if_busy() and await choose_profile(self._screen.app, self._chat):
            self._show_server()

    def use_profile(self, name: str) -> str:
        """Ask the server of a profile from now on; returns why it cannot be, in a sentence."""
        from ppchat.tui.dialogs.connect.connect import use_profile

        if self._asking.warn_if_busy():
            return ""
        problem = use_profile(self._screen.app, self._chat, name)
        if not problem:
            self._show_server()
        return problem

    def _show_server(self) -> None:
        self._foot.model = self._chat.turn_settings.model
        self._foot.host = self._chat.target.host
        self._models.follow_server()
        self._screen.post_message(ServerChanged())

    async def _choose_api(self) -> None:
        from ppchat.tui.dialogs.api_choice import choose_api

        await choose_api(self._screen.app, self._chat)

    async def _choose_tools(self) -> None:
        from ppchat.tui.screens.conversation.tool_calls.choose_tools import choose_tools

        if await choose_tools(self._screen.app, self._tools, self._chat):
            self._answers.draw()

    async def _share(self) -> None:
        from ppchat.tui.dialogs.files.share import ShareScreen

        conversation = self._chat.conversation
        turns = [(node.prompt, node.recording) for node in conversation.path]
        if turns:
            screen = ShareScreen(turns, conversation.title, Path.cwd())
            await self._screen.app.push_screen(screen)
        else:
            self._screen.notify("No answer yet.", timeout=3)
