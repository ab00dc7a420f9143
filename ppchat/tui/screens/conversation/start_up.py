"""Loads what the first prompt needs and the first paint does not wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from ppchat.adapters import gc_tuning as garbage
from ppchat.adapters.daemon_thread import in_daemon_thread
from ppchat.services.launch import Launch, Report

if TYPE_CHECKING:
    from ppchat.services.chat import ChatSession
    from ppchat.services.launch import Processes


class StartUp:
    """The way from the first paint to a chat."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._processes: Processes | None = None
        self._warm_up: Callable[[], None]
        """Set by `load`, like the chat."""
        self._chat: ChatSession

    async def load(self, report: Report) -> ChatSession:
        """Import the rest, and open the chat, whose store reports problems by `report`."""
        self._processes = await self._launch.start_processes()
        self._warm_up = await in_daemon_thread(_import_rest)
        self._chat = await asyncio.to_thread(self._launch.open_chat, report, self._processes)
        return self._chat

    async def finish(self) -> None:
        """Load what makes the first answers and searches quicker, as nothing waits for it now."""
        await in_daemon_thread(self._warm_up)
        garbage.freeze_startup_objects()
        await in_daemon_thread(self._chat.store.texts.catch_up)

    async def aclose(self) -> None:
        """End what was started, if the app exits before there is a chat."""
        if self._processes:
            await self._processes.aclose()


def _import_rest() -> Callable[[], None]:
    import ppchat.tui.screens.conversation.parts  # noqa: F401
    from ppchat.tui.transcript import warm_up

    return warm_up
