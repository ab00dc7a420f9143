"""What is written to the index."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ppchat.adapters.store.search import index
from ppchat.adapters.store.store import Store
from tests.support.searching import runs_with
from tests.support.store import Opener, store_recording, twister_recording


def words_in(path: Path) -> set[str]:
    """The words that the index knows, deleted ones included until they are purged."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.w USING fts5vocab(main, search_index, row)")
        return {term for (term,) in connection.execute("SELECT term FROM temp.w")}


def fill(store: Store, count: int) -> None:
    for n in range(count):
        store_recording(
            store,
            twister_recording(),
            conversation_id=f"c{n}",
            node_id=f"r{n}",
            prompt=f"secret{n}",
        )
    store.flush()  # another store may read next


def test_a_run_is_indexed_once_by_whoever_comes_first(open_store: Opener) -> None:
    store = open_store()
    fill(store, 2)
    other = open_store()
    runs = other._writer.run_query(lambda connection: index.read_unindexed(connection, 9))
    texts = [index.extract_texts(run) for run in runs]
    store.texts.index_all()
    counts: list[int] = []
    other._writer.enqueue_now(
        lambda connection: counts.append(index.write_texts(connection, texts))
    ).result()
    assert counts == [2]
    assert runs_with(store, "piper") == ["r1", "r0"]
    assert len(runs_with(store, "secret1")) == 1


def test_the_texts_of_a_run_with_damaged_rows_are_left_out(open_store: Opener) -> None:
    store = open_store()
    fill(store, 2)
    store._execute("UPDATE run SET request = '{' WHERE id = ?", "r0")
    store.texts.index_all()
    assert store.texts.count_unindexed() == 0
    assert runs_with(store, "piper") == ["r1"]


def test_deleted_words_leave_the_index_and_the_file(open_store: Opener, path: Path) -> None:
    store = open_store()
    fill(store, 60)
    store.texts.index_all()
    assert {"secret7", "secret8"} <= words_in(path)
    store.delete("c7")
    store.texts.index_all()
    assert "secret7" not in words_in(path)
    assert "secret8" in words_in(path)
    store.close()
    content = path.read_bytes()
    assert b"secret8" in content
    assert b"secret7" not in content
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")


def test_a_number_that_is_given_again_brings_no_old_words(open_store: Opener) -> None:
    store = open_store()
    fill(store, 2)
    store.texts.index_all()
    store._execute("DELETE FROM conversation WHERE id = ?", "c1")
    store_recording(store, twister_recording(), conversation_id="new", node_id="new", prompt="x")
    assert runs_with(store, "secret1") == []
    store.texts.index_all()
    assert (runs_with(store, "secret1"), runs_with(store, "piper")) == ([], ["new", "r0"])


def test_a_step_ends_with_its_time(monkeypatch: pytest.MonkeyPatch, open_store: Opener) -> None:
    monkeypatch.setattr(index, "STEP_S", -1)
    store = open_store()
    fill(store, 5)
    counts: list[int] = []
    store.texts.index_all(counts.append)
    assert counts == [1, 2, 3, 4, 5]
    assert len(runs_with(store, "piper")) == 5


def test_without_fts5_nothing_is_indexed_and_deleted_texts_stay(
    monkeypatch: pytest.MonkeyPatch, open_store: Opener
) -> None:
    monkeypatch.setattr(index, "has_fts5", lambda _: False)
    store = open_store()
    fill(store, 1)
    assert store.texts.count_unindexed() == 0
    assert not store._writer.run_query(index.has_removed)


def test_a_damaged_index_is_built_anew_and_the_store_kept(open_store: Opener, path: Path) -> None:
    store = open_store()
    fill(store, 3)
    store.texts.index_all()
    store._execute("UPDATE search_index_data SET block = x'00ff' WHERE id > 10")
    store.delete("c0")
    store_recording(store, twister_recording(), conversation_id="new", node_id="new")
    store.texts.index_all()
    assert store.problem is None
    assert runs_with(store, "piper") == ["new", "r2", "r1"]
    assert [file.name for file in path.parent.glob("*.aside-*")] == []
