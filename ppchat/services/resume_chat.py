"""Loads the conversation that the app starts with."""

from __future__ import annotations

from ppchat.adapters.config import Settings, Target
from ppchat.adapters.store.store import Store, StoreError
from ppchat.core.errors import UsageError
from ppchat.services.chat import ChatSession
from ppchat.services.launch import Report
from ppchat.services.resume import LAST, PICK


def load_chat(
    settings: Settings, target: Target, model: str, resume: str | None, report: Report
) -> ChatSession:
    """A session on the conversation with that id, on the most recent for `LAST`, else a new one."""
    store = Store(settings.paths.database, report)
    conversation = None
    try:
        if resume == LAST:
            newest = store.conversations(1)
            conversation = store.load(newest[0].id) if newest else None
        elif resume is not None and resume != PICK:
            conversation = store.load(resume)
    except (KeyError, StoreError):
        pass  # deleted meanwhile, or the disk is unavailable, which the store reports
    return ChatSession(settings, target, model, store, conversation)


def find_conversation_id(settings: Settings, prefix: str) -> str:
    """The id of the only conversation whose id begins with `prefix`. Raises UsageError."""
    store = Store(settings.paths.database)
    ids = {conversation_id for conversation_id, _ in store.find(prefix)}
    store.close()
    if len(ids) == 1:
        return ids.pop()
    count = f"{len(ids)} conversations begin" if ids else "no conversation begins"
    raise UsageError(f"{count} with {prefix}: see ppchat sessions list")
