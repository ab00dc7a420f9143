"""Lets the user pick another conversation from the list."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.app import App

from ppchat.adapters.store.store import StoreError, new_id
from ppchat.core.chat.conversation import Conversation
from ppchat.services.chat import ChatSession
from ppchat.tui.screens.sessions.screen import NEW, SessionsScreen


async def pick_conversation(app: App[Any], chat: ChatSession) -> Conversation | None:
    """The conversation that the user picks, an empty one for a new one; None for no change."""
    path = chat.conversation.path
    sessions = SessionsScreen(chat.store, reference=path[-1] if path else None)
    picked = await app.push_screen_wait(sessions)
    if picked is None and chat.conversation.id in sessions.deleted:
        picked = NEW
    if picked is None:
        return None
    if picked == NEW:
        return Conversation(new_id())
    try:
        return await asyncio.to_thread(chat.store.load, picked)
    except (KeyError, StoreError):  # deleted by another ppchat, or the disk is unavailable
        app.notify("The conversation can no longer be opened.", severity="error", timeout=4)
        return None
