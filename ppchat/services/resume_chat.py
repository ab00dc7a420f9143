"""The conversation that the app opens with, read from the store."""

from __future__ import annotations

from ppchat.adapters.config import Settings, Target
from ppchat.adapters.store.store import Store, StoreError
from ppchat.core.errors import UsageError
from ppchat.services.chat import Chat
from ppchat.services.launch import Tell
from ppchat.services.resume import LAST, PICK


def opened(settings: Settings, target: Target, model: str, resume: str | None, tell: Tell) -> Chat:
    """A chat on the conversation of that id, on the last one for `LAST`, else on a new one."""
    store = Store(settings.paths.database, tell)
    conversation = None
    try:
        if resume == LAST:
            newest = store.conversations(1)
            conversation = store.load(newest[0].id) if newest else None
        elif resume is not None and resume != PICK:
            conversation = store.load(resume)
    except (KeyError, StoreError):
        pass  # it was deleted meanwhile, or the disk is gone, of which the store tells
    return Chat(settings, target, model, store, conversation)


def found(settings: Settings, prefix: str) -> str:
    """The id of the one conversation whose id begins so. Raises UsageError."""
    store = Store(settings.paths.database)
    ids = {conversation_id for conversation_id, _ in store.find(prefix)}
    store.close()
    if len(ids) == 1:
        return ids.pop()
    many = "more than one conversation begins" if ids else "no conversation begins"
    raise UsageError(f"{many} with {prefix}: `ppchat sessions list` shows them")
