"""The index of words, also in a store of the version before it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ppchat.adapters.store.schema import MIGRATIONS, migrate
from ppchat.adapters.store.search.fts5 import create_index, has_fts5, has_index
from ppchat.core.search.texts import MAX_TEXTS
from tests.support.searching import search_for
from tests.support.store import Opener, store_recording, twister_recording

OLD = MIGRATIONS[:2]


def test_a_store_of_version_2_is_searched_once_it_is_indexed(
    path: Path, open_store: Opener
) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, None, OLD)
        connection.execute("INSERT INTO conversation (id, title) VALUES ('c', 'Old')")
        connection.execute(
            "INSERT INTO run (id, conversation_id, prompt, request, model, started_at, timed,"
            " owner, ended, verdict) VALUES ('r', 'c', 'An old question',"
            """ '{"body": {}, "base_url": "", "resume": null}', 'm', '', 1, 'o',"""
            """ '{"at_ns": 1, "end": "eof", "problem": null}', 'cut off')"""
        )
    store = open_store()
    assert store.texts.count_unindexed() == 1
    assert search_for(store, "question").unindexed == 1
    store.texts.index_all()
    assert [hit.run_id for hit in search_for(store, "question").hits] == ["r"]


def test_the_index_is_created_with_the_first_text() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, None)
        assert has_fts5(connection)
        assert not has_index(connection)
        for _ in range(2):
            create_index(connection)
        assert has_index(connection)


def test_a_deleted_run_leaves_its_texts_without_a_run_at_once(open_store: Opener) -> None:
    store = open_store()
    for name in ("a", "b"):
        store_recording(store, twister_recording(), conversation_id=name)
    store.texts.index_all()
    store._execute("DELETE FROM conversation WHERE id = ?", "b")
    rows = store._writer.run_query(
        lambda connection: connection.execute("SELECT id, run FROM search_text").fetchall()
    )
    assert [(id_ // MAX_TEXTS, run) for id_, run in rows] == [(1, 1), (1, 1), (2, None), (2, None)]
    assert [hit.conversation_id for hit in search_for(store, "piper").hits] == ["a"]
