"""The draft of a conversation in the store: what is not sent yet, so that no end loses it."""

from __future__ import annotations

from collections.abc import Sequence

from ppchat.adapters.store.store import Store, StoreError
from ppchat.core.chat.conversation import Conversation
from ppchat.core.chat.draft import Draft, dump_draft, parse_draft


class SavedDraft:
    """Saves what is typed, below what waits to be sent or stored; nothing at all is deleted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._unsent_prompt = ""
        """A prompt that is sent, but not stored yet."""
        self._unsent_key = ""
        self.queued: Sequence[str] = ()
        """The prompts that wait for the answer in progress."""

    def save(self, conversation: Conversation, text: str) -> None:
        """Save the text that is typed."""
        lines = filter(None, (self._unsent_prompt, text))
        draft = Draft("\n".join(lines), self.queued)
        self._store.save_draft(_key(conversation), dump_draft(draft))

    def load(self, conversation: Conversation) -> Draft:
        """What was not sent; waits for the disk. Empty if it cannot be read."""
        try:
            return parse_draft(self._store.draft(_key(conversation)))
        except StoreError:
            return Draft()

    def keep_unsent(self, conversation: Conversation, prompt: str) -> None:
        """Keep a prompt until its turn is stored: it is not lost if this process is killed."""
        self._unsent_prompt, self._unsent_key = prompt, _key(conversation)
        self.save(conversation, "")

    def drop_unsent(self, conversation: Conversation) -> None:
        """Keep the prompt no longer: its turn is stored in the conversation."""
        self._store.save_draft(self._unsent_key, "")
        self._unsent_prompt = ""
        if self.queued:
            self.save(conversation, "")


def _key(conversation: Conversation) -> str:
    return conversation.id if len(conversation) else ""
