"""Shows the turns that another window added to the conversation that is open."""

from __future__ import annotations

import asyncio

from textual.screen import Screen

from ppchat.core.chat.conversation import Conversation
from ppchat.core.text.display import pluralize
from ppchat.services.chat import ChatSession
from ppchat.tui.screens.conversation.asking import Asking
from ppchat.tui.screens.conversation.open_conversation import OpenConversation


class OtherWindows:
    """Looks when the terminal gets the focus and when an answer has ended; never on a timer."""

    def __init__(
        self,
        screen: Screen[None],
        chat: ChatSession,
        asking: Asking,
        open_conversation: OpenConversation,
    ) -> None:
        self._screen = screen
        self._chat = chat
        self._asking = asking
        self._open_conversation = open_conversation
        screen.watch(screen.app, "app_focus", self._focus_changed, init=False)

    def _focus_changed(self, focus: bool) -> None:
        if focus:
            self._screen.run_worker(self.look(), group="windows", exclusive=True)

    async def look(self) -> None:
        """Take in the turns that have ended in other windows, unless something is going on here."""
        chat, conversation = self._chat, self._chat.conversation
        if not len(conversation) or self._asking.in_progress:
            return
        count = await asyncio.to_thread(chat.archive.count_foreign_turns, conversation)
        if not count:
            return
        stored = await asyncio.to_thread(chat.archive.load_conversation, conversation.id)
        if stored is None or chat.conversation is not conversation or self._asking.in_progress:
            return
        is_continued = _keep_branch(stored, conversation.leaf)
        self._open_conversation.refresh(stored)
        place = "" if is_continued else " on another branch: < and > show it"
        self._screen.notify(f"Another window added {pluralize(count, 'turn')}{place}.", timeout=6)


def _keep_branch(stored: Conversation, leaf: str | None) -> bool:
    """Show the branch of the turn that was shown; whether the new turns continue it."""
    if leaf is None or any(node.id == leaf for node in stored.path):
        return True
    stored.select(leaf)
    return False
