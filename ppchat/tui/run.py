"""Settings → the app, open on a conversation."""

from __future__ import annotations

import os

from ppchat.core.conversation import Conversation
from ppchat.core.resume import LAST, PICK
from ppchat.core.source import Problem
from ppchat.core.usage import UsageError
from ppchat.edge.config import Settings
from ppchat.edge.config import target as target_of
from ppchat.edge.store import Store
from ppchat.tui.app import PPChat
from ppchat.tui.chat import Chat
from ppchat.tui.screens.conversation import ConversationScreen


def run(settings: Settings, *, prompt: str | None = None, resume: str | None = None) -> int:
    """Open the app on a conversation; gives the exit code.

    `resume` is an id of a conversation or the beginning of one, `LAST` or `PICK`.
    Raises UsageError when there is no such conversation, or what is configured can't be used.
    """
    target = target_of(settings, os.environ)
    screen: ConversationScreen | None = None

    def tell(problem: Problem | None) -> None:
        if screen is not None and screen.is_running:
            screen.app.call_from_thread(screen.show_problem, problem)

    store = Store(settings.paths.database, tell)
    chat = Chat(settings, target, store, _resumed(store, resume))
    screen = ConversationScreen(chat, prompt or "", pick=resume == PICK)
    app = PPChat(
        screen, folder=settings.paths.data_dir, theme=settings.theme, keymap=settings.keymap
    )
    app.run()
    return app.return_code or 0


def _resumed(store: Store, resume: str | None) -> Conversation | None:
    if resume is None or resume == PICK:
        return None
    if resume == LAST:
        newest = store.conversations(1)
        return store.load(newest[0].id) if newest else None
    found = {conversation_id for conversation_id, _ in store.find(resume)}
    if len(found) != 1:
        store.close()
        many = "more than one conversation begins" if found else "no conversation begins"
        raise UsageError(f"{many} with {resume}: `ppchat sessions list` shows them")
    return store.load(found.pop())
