"""Conversations of which only what is shown is read."""

from __future__ import annotations

import sqlite3

import pytest

from ppchat.adapters.store import conversation_reader
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Conversation
from ppchat.core.response.outcome import Outcome
from tests.support.store import Opener, same_recording, store_recording, twister_recording


def store_path(store: Store, count: int = 3) -> list[str]:
    ids: list[str] = []
    for _ in range(count):
        parent = ids[-1] if ids else None
        ids.append(store_recording(store, twister_recording(), parent=parent))
    return ids


def forget_digests(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM digest")


def unread(conversation: Conversation) -> list[bool]:
    return [not node.recording.has_frames for node in conversation.nodes]


def test_only_the_frames_of_the_turn_that_is_shown_are_read(open_store: Opener) -> None:
    store = open_store()
    ids = store_path(store)
    opened = store.open_conversation("c")
    assert unread(opened) == [True, True, False]
    assert [node.id for node in opened.path] == ids
    assert [node.recording.outcome for node in opened.nodes] == [Outcome.COMPLETED] * 3
    assert unread(opened) == [True, True, False]
    for node, whole in zip(opened.nodes, store.load("c").nodes, strict=True):
        assert same_recording(node.recording, whole.recording)
        assert (node.parent, node.prompt, node.answers) == (whole.parent, whole.prompt, ())
    assert unread(opened) == [False] * 3


def test_the_branch_that_was_shown_is_shown(open_store: Opener) -> None:
    store = open_store()
    first, *_ = store_path(store)
    store.select("c", first)
    other = store_recording(store, twister_recording(), parent=first)
    store.select("c", other)
    opened = store.open_conversation("c")
    assert [node.id for node in opened.path] == [first, other]
    assert unread(opened) == [True, True, True, False]


def test_an_older_store_is_read_whole_and_then_has_its_digests(
    open_store: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_reader, "_DIGESTS", 1)
    store = open_store()
    store_path(store)
    store_recording(store, twister_recording(end=None), parent=None)
    writer = store._writer
    writer.enqueue_now(forget_digests).result()
    assert unread(store.open_conversation("c")) == [False] * 4
    while len(writer._idle):  # written beside what else is to be done
        writer.run_query(lambda _: None)
    opened = store.open_conversation("c")
    assert unread(opened)[:2] == [True, True]
    assert not unread(opened)[3]  # which has not ended
    assert opened.nodes[3].recording.outcome is None


def test_an_unknown_conversation_is_a_key_error(open_store: Opener) -> None:
    with pytest.raises(KeyError):
        open_store().open_conversation("nothing")


def test_what_was_deleted_meanwhile_can_still_be_shown(open_store: Opener) -> None:
    store = open_store()
    store_path(store)
    opened = store.open_conversation("c")
    store.delete("c")
    whole = twister_recording()
    assert [node.recording.response for node in opened.nodes] == [whole.response] * 3
    assert list(opened.nodes[2].recording.frames()) == list(whole.frames())
    assert len(list(opened.nodes[0].recording.events())) == len(whole)
    with pytest.raises(KeyError):
        store.open_conversation("c")
