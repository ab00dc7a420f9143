"""The dialogs of the conversation, which keys and commands open by name."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, Final

from textual.screen import Screen

from ppchat.services.chat import ChatSession
from ppchat.services.conversation_tools import ConversationTools
from ppchat.tui.screens.conversation.answer_stream import AnswerStream
from ppchat.tui.screens.conversation.keys.models import Models
from ppchat.tui.widgets.foot import Foot


class Dialogs:
    """Opens them, each at most once at a time; what they change is shown at once."""

    def __init__(
        self,
        screen: Screen[None],
        chat: ChatSession,
        tools: ConversationTools,
        answers: AnswerStream,
        foot: Foot,
        models: Models,
    ) -> None:
        self._screen = screen
        self._chat = chat
        self._tools = tools
        self._answers = answers
        self._foot = foot
        self._models = models
        self._by_name: Final[Mapping[str, Callable[[], Coroutine[Any, Any, None]]]] = {
            "key": self._request_key,
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
            self._screen.run_worker(self._by_name[name](), group=name)

    async def _request_key(self) -> None:
        from ppchat.tui.dialogs.api_key import request_api_key

        if await request_api_key(self._screen.app, self._chat):
            self._foot.model = self._chat.turn_settings.model
            self._foot.host = self._chat.target.host

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
