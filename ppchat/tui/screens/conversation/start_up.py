"""Loads what the first prompt needs and the first paint does not wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ppchat.adapters import gc_tuning as garbage
from ppchat.adapters.daemon_thread import in_daemon_thread
from ppchat.services.launch import Launch, Report

if TYPE_CHECKING:
    from ppchat.services.chat import ChatSession
    from ppchat.services.conversation_tools import ConversationTools
    from ppchat.services.launch import Processes
    from ppchat.tui.screens.conversation.answer_stream import AnswerStream
    from ppchat.tui.screens.conversation.open_conversation import OpenConversation
    from ppchat.tui.screens.conversation.panes import Panes
    from ppchat.tui.screens.conversation.selected_answer import SelectedAnswer
    from ppchat.tui.screens.conversation.tool_calls.open_calls import OpenCalls


class Imports(NamedTuple):
    """What is imported while the first screen is shown."""

    panes: type[Panes]
    selected_answer: type[SelectedAnswer]
    answer_stream: type[AnswerStream]
    open_conversation: type[OpenConversation]
    open_calls: type[OpenCalls]
    tools: type[ConversationTools]
    warm_up: Callable[[], None]


class StartUp:
    """The way from the first paint to a chat."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._processes: Processes | None = None
        self.imports: Imports
        """Set by `load`."""

    async def load(self, report: Report) -> ChatSession:
        """Import the rest, and open the chat, whose store reports problems by `report`."""
        self._processes = await self._launch.start_processes()
        self.imports = await in_daemon_thread(_import_rest)
        return await asyncio.to_thread(self._launch.open_chat, report, self._processes)

    async def finish(self) -> None:
        """Load what makes the first answers quicker, now that nothing waits for it."""
        await in_daemon_thread(self.imports.warm_up)
        garbage.freeze_startup_objects()

    async def aclose(self) -> None:
        """End what was started, if the app exits before there is a chat."""
        if self._processes:
            await self._processes.aclose()


def _import_rest() -> Imports:
    from ppchat.services.conversation_tools import ConversationTools
    from ppchat.tui.screens.conversation.answer_stream import AnswerStream
    from ppchat.tui.screens.conversation.open_conversation import OpenConversation
    from ppchat.tui.screens.conversation.panes import Panes
    from ppchat.tui.screens.conversation.selected_answer import SelectedAnswer
    from ppchat.tui.screens.conversation.tool_calls.open_calls import OpenCalls
    from ppchat.tui.transcript import warm_up

    return Imports(
        Panes,
        SelectedAnswer,
        AnswerStream,
        OpenConversation,
        OpenCalls,
        ConversationTools,
        warm_up,
    )
