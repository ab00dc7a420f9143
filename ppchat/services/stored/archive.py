"""What the store has from before, as far as it can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ppchat.adapters.store.past_prompts import PastPrompt
from ppchat.adapters.store.store import ConversationSummary, Store, StoreError
from ppchat.core.chat.conversation import Conversation
from ppchat.core.chat.source import Source


class Archive:
    """Reads conversations and prompts; every method waits for the disk, and none fails."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load_prompts(self) -> list[str]:
        """The earlier prompts, newest last; empty if they cannot be read."""
        try:
            return self._store.prompts()
        except StoreError:
            return []

    def search_prompts(
        self, words: str, limit: int, is_wanted: Callable[[], bool] = lambda: True
    ) -> Sequence[PastPrompt]:
        """The latest prompts of all conversations that have these words."""
        try:
            return self._store.search_prompts(words, limit, is_wanted)
        except StoreError:
            return ()

    def latest_conversations(self, count: int) -> list[ConversationSummary]:
        """One's own latest conversations; empty if they cannot be read."""
        try:
            return self._store.conversations(count, Source.OWN)
        except StoreError:
            return []

    def load_conversation(self, conversation_id: str) -> Conversation | None:
        """A stored conversation; None if it was deleted or cannot be read."""
        try:
            return self._store.open_conversation(conversation_id)
        except (KeyError, StoreError):
            return None

    def count_foreign_turns(self, conversation: Conversation) -> int:
        """How many turns of a conversation have ended elsewhere since it was opened."""
        try:
            ended = self._store.ended_runs(conversation.id)
        except StoreError:
            return 0
        return len(ended - {node.id for node in conversation.nodes})
