"""Rows ↔ values, on a database in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.rows import queries, summaries
from ppchat.adapters.store.schema import MIGRATIONS, migrate
from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended, Opened, Problem, Request
from ppchat.core.stream.sse import Frame

FRAMES = [Frame(b"data: 1\n\n", 1), Frame(b"", -(2**62)), Frame(b"\x00\xff", 2**62)]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, tmp_path / "none.db", MIGRATIONS)
        yield connection


def begin(
    connection: sqlite3.Connection,
    run_id: str,
    conversation_id: str = "c",
    *,
    parent: str | None = None,
    prompt: str = "hello",
    model: str = "m",
) -> Node:
    node = Node(run_id, parent, prompt, Recording(Request({"model": model}, ""), "2026-03-18"))
    queries.begin_run(connection, conversation_id, node, "me")
    return node


def read(connection: sqlite3.Connection, run_id: str) -> queries.StoredRun:
    (run,) = queries.read_runs(connection, "id = ?", run_id)
    return run


def test_frames_are_read_as_they_were_written(connection: sqlite3.Connection) -> None:
    begin(connection, "r")
    queries.write_started(connection, "r", 7)
    queries.write_frames(connection, "r", 1, FRAMES[1:])  # not in order
    queries.write_frames(connection, "r", 0, FRAMES[:1])
    run = read(connection, "r")
    assert run.open
    assert run.owner == "me"
    recording = run.recording()
    assert list(recording.frames()) == FRAMES
    assert recording.t0_ns == 7
    assert recording.ended is None


def test_columns_are_little_endian_on_every_machine(connection: sqlite3.Connection) -> None:
    begin(connection, "r")
    queries.write_frames(connection, "r", 0, [Frame(b"ab", 258)])
    row = connection.execute("SELECT stamps, ends, raw FROM chunk").fetchone()
    assert row == (b"\x02\x01" + bytes(6), b"\x02" + bytes(7), b"ab")


def test_the_end_with_its_problem_is_read_as_it_was_written(
    connection: sqlite3.Connection,
) -> None:
    opened = Opened(3, 429, {"retry-after": "2"})
    ended = Ended(9, End.REFUSED, Problem("limit", "slow \ud800 down", status=429))
    begin(connection, "r")
    queries.write_opened(connection, "r", opened)
    queries.write_end(connection, "r", ended, Outcome.REFUSED)
    run = read(connection, "r")
    assert not run.open
    assert (run.recording().opened, run.recording().ended) == (opened, ended)


def test_a_run_whose_parent_was_deleted_becomes_a_root(connection: sqlite3.Connection) -> None:
    begin(connection, "a")
    begin(connection, "b", parent="a")
    begin(connection, "c", parent="deleted")
    parents = {run.id: run.node().parent for run in queries.read_runs(connection, "true")}
    assert parents == {"a": None, "b": "a", "c": None}


def test_frames_of_a_run_that_was_deleted_are_not_written(connection: sqlite3.Connection) -> None:
    queries.write_frames(connection, "deleted", 0, FRAMES)
    assert connection.execute("SELECT count(*) FROM chunk").fetchone() == (0,)


def test_lone_surrogates_become_question_marks(connection: sqlite3.Connection) -> None:
    begin(connection, "r", prompt="a \ud800 鳥", model="\udfff")
    assert read(connection, "r").node().prompt == "a ? 鳥"
    (summary,) = summaries.read_summaries(connection, 10)
    assert (summary.title, summary.model) == ("a ? 鳥", "?")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("run", "request", "{"),
        ("run", "request", "{}"),
        ("run", "opened", '{"status": 200}'),
        ("run", "ended", '{"at_ns": 1, "end": "odd", "problem": null}'),
        ("chunk", "stamps", b"123"),
        ("chunk", "ends", b""),
    ],
)
def test_malformed_rows_are_an_error_that_names_the_recording(
    connection: sqlite3.Connection, table: str, column: str, value: str | bytes
) -> None:
    begin(connection, "r1")
    queries.write_frames(connection, "r1", 0, FRAMES)
    connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
    with pytest.raises(StoreError, match="recording r1 is damaged"):
        read(connection, "r1").recording()


@pytest.mark.parametrize("value", ["{", "[7]", '[{"call": {}}]'])
def test_malformed_answers_are_an_error_that_names_the_run(
    connection: sqlite3.Connection, value: str
) -> None:
    begin(connection, "r1")
    connection.execute("UPDATE run SET answers = ?", (value,))
    with pytest.raises(StoreError, match="answers of r1 are damaged"):
        read(connection, "r1").node()


@pytest.mark.parametrize("value", ["{", "[]", '{"on": 7}', '{"permissions": 7}'])
def test_a_malformed_choice_of_tools_is_an_error(value: str) -> None:
    with pytest.raises(StoreError, match="choice of tools is damaged"):
        queries.parse_tools(value)


def test_a_further_round_is_no_question_and_no_prompt(connection: sqlite3.Connection) -> None:
    begin(connection, "a")
    queries.write_end(connection, "a", Ended(1, End.EOF), Outcome.COMPLETED, calls=2)
    assert summaries.read_summaries(connection, 10)[0].calls == 2
    call = Call("function_call", "c\ud800", "find", "{", 3)
    answers = (CallAnswer(call, "7\ud800", note="exit code 0 · 1.2 s"), CallAnswer(call, "", True))
    recording = Recording(Request({"model": "m"}, "", commands_ns=9), "2026-03-18")
    queries.begin_run(connection, "c", Node("b", "a", "", recording, answers), "me")
    assert read(connection, "b").node().answers == answers
    assert read(connection, "b").recording().request == recording.request
    (summary,) = summaries.read_summaries(connection, 10)
    assert (summary.turns, summary.calls, summary.title) == (1, 0, "hello")
