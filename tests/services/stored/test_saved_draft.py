"""What is typed, waits or is being sent is found again by the next start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.chat.draft import Draft
from ppchat.services.stored.saved_draft import SavedDraft
from tests.support.recordings import TWISTER, build_recording


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "ppchat.db")
    yield store
    store.close()


def stored(store: Store, conversation: Conversation) -> Draft:
    store.flush()
    return SavedDraft(store).load(conversation)


def test_what_is_typed_is_below_a_prompt_that_is_not_stored(store: Store) -> None:
    conversation, draft = Conversation("c"), SavedDraft(store)
    draft.queued = ("waits",)
    draft.keep_unsent(conversation, "one")
    draft.save(conversation, "two")
    assert stored(store, conversation) == Draft("one\ntwo", ("waits",))


def test_a_stored_prompt_leaves_the_draft_to_what_waits(store: Store) -> None:
    conversation, draft = Conversation("c"), SavedDraft(store)
    draft.keep_unsent(conversation, "one")
    draft.queued = ("waits",)
    conversation.add(Node("n", None, "one", build_recording(TWISTER)))
    draft.drop_unsent(conversation)
    assert stored(store, conversation) == Draft("", ("waits",))
    assert stored(store, Conversation("new")) == Draft()


def test_what_cannot_be_read_is_no_draft(tmp_path: Path) -> None:
    (tmp_path / "ppchat.db").write_bytes(b"no database" * 100)
    store = Store(tmp_path / "ppchat.db")
    assert SavedDraft(store).load(Conversation("c")) == Draft()
    store.close()
