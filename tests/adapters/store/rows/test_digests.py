"""Runs as their digests."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.rows import queries
from ppchat.adapters.store.rows.attached_files import StoredFiles
from ppchat.adapters.store.rows.digests import StoredBody, read_digested, write_digest
from ppchat.adapters.store.schema import migrate
from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.recording.recording import LOST_FRAME
from tests.support.store import same_recording, twister_recording

ANSWERS = (CallAnswer(Call("function_call", "c", "find", "{}", 0), "7"),)


Query = Callable[[sqlite3.Connection], Any]


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, None)
        recording = twister_recording()
        queries.begin_run(connection, "c", Node("r", None, "", recording, ANSWERS), "me")
        queries.write_frames(connection, "r", 0, list(recording.frames()))
        yield connection


def read(
    connection: sqlite3.Connection, run_query: Callable[..., Any] | None = None
) -> Node | None:
    (run,) = read_digested(connection, "c")
    files = StoredFiles(connection, [run.number])
    return run.node(files, run_query or (lambda query: query(connection)))


def test_a_digest_gives_the_run_as_it_was(connection: sqlite3.Connection) -> None:
    recording = twister_recording()
    write_digest(connection, "r", recording.summary)
    node = read(connection)
    assert node is not None
    assert (node.id, node.parent, node.prompt, node.answers) == ("r", None, "", ANSWERS)
    assert same_recording(node.recording, recording)


def test_without_a_digest_of_this_version_there_is_no_node(connection: sqlite3.Connection) -> None:
    assert read(connection) is None
    write_digest(connection, "r", twister_recording().summary)
    connection.execute("UPDATE digest SET version = 'older'")
    assert read(connection) is None
    write_digest(connection, "r", twister_recording().summary)
    assert read(connection) is not None


@pytest.mark.parametrize(
    "damage", ["summary = x''", "summary = substr(summary, 9)", "answers = '{'", "answers = '[1]'"]
)
def test_a_damaged_digest_is_none(connection: sqlite3.Connection, damage: str) -> None:
    write_digest(connection, "r", twister_recording().summary)
    connection.execute(f"UPDATE digest SET {damage}")
    assert read(connection) is None


def test_a_digest_of_a_deleted_run_is_not_written(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM run")
    write_digest(connection, "r", twister_recording().summary)
    assert connection.execute("SELECT count(*) FROM digest").fetchone() == (0,)


def test_what_cannot_be_read_any_more_is_shown_as_such(connection: sqlite3.Connection) -> None:
    def run_query(query: Query) -> Any:
        raise StoreError("the store is closed")

    recording = twister_recording()
    write_digest(connection, "r", recording.summary)
    node = read(connection, run_query)
    assert node is not None
    assert node.recording.response == recording.response
    assert node.recording.raw(2) == LOST_FRAME
    assert dict(node.recording.request.body) == recording.request.body


def test_a_body_is_read_once_and_only_for_what_is_not_known() -> None:
    reads = []

    def read_body() -> dict[str, Any]:
        reads.append(1)
        return {"model": "m", "input": "hi"}

    body = StoredBody({"model": "m"}, ["input"], read_body)
    assert (body["model"], body.get("tools"), len(body)) == ("m", None, 2)
    assert "model" in body
    assert "input" in body
    assert "tools" not in body
    assert not reads
    assert body.get("input") == "hi"
    assert dict(body) == {"model": "m", "input": "hi"} == body
    assert (len(body), len(reads)) == (2, 1)
