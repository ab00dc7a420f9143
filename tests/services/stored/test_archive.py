"""What is stored is read, and what cannot be read is as if there were nothing."""

from __future__ import annotations

from pathlib import Path

from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Conversation
from ppchat.services.stored.archive import Archive
from tests.support.chat_app import save_conversation
from tests.support.recordings import TWISTER, build_recording


def test_what_is_stored_is_read(tmp_path: Path) -> None:
    save_conversation(tmp_path, ("one", build_recording(TWISTER)), conversation="c")
    store = Store(tmp_path / "ppchat.db")
    archive = Archive(store)
    assert archive.load_prompts() == ["one"]
    assert [prompt.text for prompt in archive.search_prompts("on", 5)] == ["one"]
    (latest,) = archive.latest_conversations(5)
    loaded = archive.load_conversation(latest.id)
    assert loaded is not None
    assert archive.load_conversation("unknown") is None
    assert archive.count_foreign_turns(loaded) == 0
    assert archive.count_foreign_turns(Conversation("c")) == 1
    store.close()


def test_nothing_is_read_from_a_broken_store(tmp_path: Path) -> None:
    (tmp_path / "ppchat.db").write_bytes(b"no database" * 100)
    store = Store(tmp_path / "ppchat.db")
    archive = Archive(store)
    assert not archive.load_prompts()
    assert not archive.search_prompts("on", 5)
    assert not archive.latest_conversations(5)
    assert archive.load_conversation("c") is None
    assert archive.count_foreign_turns(Conversation("c")) == 0
    store.close()
