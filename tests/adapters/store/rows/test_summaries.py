"""What a list shows of each conversation."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from ppchat.adapters.store.rows import queries
from ppchat.adapters.store.rows.summaries import read_summaries
from ppchat.adapters.store.schema import MIGRATIONS, migrate
from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended, Request

ANSWERS = (CallAnswer(Call("function_call", "c", "find", "{}", 0), "7"),)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, None)
        yield connection


def begin(
    connection: sqlite3.Connection,
    run_id: str,
    conversation_id: str,
    *,
    parent: str | None = None,
    model: str = "m",
    answers: tuple[CallAnswer, ...] = (),
) -> None:
    recording = Recording(Request({"model": model}, ""), f"2026-03-18 {run_id}")
    node = Node(run_id, parent, "" if answers else "hello", recording, answers)
    queries.begin_run(connection, conversation_id, node, "me")


def end(connection: sqlite3.Connection, run_id: str, calls: int = 0) -> None:
    queries.write_end(connection, run_id, Ended(1, End.EOF), Outcome.COMPLETED, calls)


def ask(connection: sqlite3.Connection) -> None:
    """Two conversations, of which the first goes on while the second one ends."""
    begin(connection, "a", "one")
    begin(connection, "b", "two")
    begin(connection, "c", "one", parent="a", model="other")
    end(connection, "b", calls=2)
    begin(connection, "d", "two", parent="b", answers=ANSWERS)
    begin(connection, "e", "three")
    end(connection, "a", calls=3)  # which is not the last run any more
    end(connection, "e", calls=1)


def test_conversations_are_listed_by_their_last_run(connection: sqlite3.Connection) -> None:
    ask(connection)
    listed = read_summaries(connection, 10)
    assert [(s.id, s.turns, s.model, s.outcome, s.calls) for s in listed] == [
        ("three", 1, "m", Outcome.COMPLETED, 1),
        ("two", 1, "m", None, 0),
        ("one", 2, "other", None, 0),
    ]
    assert [summary.asked_at for summary in listed] == [f"2026-03-18 {run}" for run in "edc"]
    assert listed[0].title == "hello"
    assert read_summaries(connection, 1) == listed[:1]


def test_an_older_store_lists_the_same(connection: sqlite3.Connection) -> None:
    ask(connection)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as older:
        migrate(older, None, MIGRATIONS[:2])
        for table in ("conversation", "run"):
            columns = [name for _, name, *_ in older.execute(f"PRAGMA table_info({table})")]
            names, marks = ", ".join(columns), ", ".join("?" * len(columns))
            older.executemany(
                f"INSERT INTO {table} VALUES ({marks})",
                connection.execute(f"SELECT {names} FROM {table}").fetchall(),
            )
        migrate(older, None)
        assert read_summaries(older, 10) == read_summaries(connection, 10)


def test_a_list_reads_no_run(connection: sqlite3.Connection) -> None:
    ask(connection)
    tables = []

    def note(action: int, table: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ:
            tables.append(table)
        return sqlite3.SQLITE_OK

    connection.set_authorizer(note)
    read_summaries(connection, 10)
    assert set(tables) == {"conversation"}
