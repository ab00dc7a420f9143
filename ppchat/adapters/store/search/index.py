"""What is written to the index: the texts of ended runs, and the removal of deleted ones."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from ppchat.adapters.log import LOG
from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.rows import queries
from ppchat.adapters.store.search.fts5 import create_index, has_fts5, has_index
from ppchat.core.search.texts import MAX_TEXTS, SearchText, search_texts
from ppchat.core.search.words import to_indexed

_T = TypeVar("_T")

STEP_S: Final = 0.01
"""Seconds after which a step ends, as it holds the lock under which all instances write."""
_MERGED_PAGES: Final = 64
"""Pages of the index that a step of its purge rewrites."""
_MARKER: Final = -1
"""The id of a text without a run or a word: there while the index is to be purged."""


class RunTexts(NamedTuple):
    """The texts of a run."""

    number: int
    texts: Sequence[SearchText]


def count_unindexed(connection: sqlite3.Connection) -> int:
    """The number of ended runs that are not indexed; 0 if this Python cannot index any."""
    if not has_fts5(connection):
        return 0
    statement = "SELECT count(*) FROM run WHERE indexed = 0 AND ended IS NOT NULL"
    (count,) = connection.execute(statement).fetchone()
    return int(count)


def read_unindexed(connection: sqlite3.Connection, limit: int) -> list[queries.StoredRun]:
    """The next runs to index, the most recent first."""
    numbers = connection.execute(
        "SELECT number FROM run WHERE indexed = 0 AND ended IS NOT NULL"
        " ORDER BY number DESC LIMIT ?",
        (limit,),
    ).fetchall()
    return [
        run for (number,) in numbers for run in queries.read_runs(connection, "number = ?", number)
    ]


def extract_texts(run: queries.StoredRun) -> RunTexts:
    """The texts of a run; none, with a note in the log, where its rows are damaged."""
    number = int(run.row[0])
    try:
        node = run.node()
        texts = search_texts(node.prompt, node.answers, node.summary, node.attachments)
        return RunTexts(number, texts)
    except StoreError as error:
        LOG.warning("not searched: %s", error)
        return RunTexts(number, ())


def run_number(connection: sqlite3.Connection, run_id: str) -> int | None:
    """The number of a run; None if it was deleted."""
    row = connection.execute("SELECT number FROM run WHERE id = ?", (run_id,)).fetchone()
    return row[0] if row else None


def write_texts(connection: sqlite3.Connection, runs: Sequence[RunTexts]) -> int:
    """Index the texts of runs until the step is over; returns of how many.

    Runs that were deleted, or indexed by another instance, are skipped.
    """
    deadline = time.monotonic() + STEP_S
    create_index(connection)

    def write() -> int:
        count = 0
        for run in runs:
            _write_run(connection, run)
            count += 1
            if time.monotonic() > deadline:
                break
        return count

    return _in_sound_index(connection, write)


def _in_sound_index(connection: sqlite3.Connection, step: Callable[[], _T]) -> _T:
    """The result of a step; a damaged index is built anew from its texts first.

    Such damage must not be taken for one of the file, which would be set aside for it.
    """
    connection.execute("SAVEPOINT index_step")
    try:
        result = step()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_CORRUPT_VTAB:
            raise
        LOG.warning("the search index is built anew: %s", error)
        connection.execute("ROLLBACK TO index_step")
        connection.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")
        result = step()
    connection.execute("RELEASE index_step")
    return result


def _write_run(connection: sqlite3.Connection, run: RunTexts) -> None:
    row = connection.execute(
        "UPDATE run SET indexed = 1 WHERE number = ? AND indexed = 0 AND ended IS NOT NULL"
        " RETURNING conversation_id, started_at, model",
        (run.number,),
    ).fetchone()
    if row is None:
        return
    conversation_id, started_at, model = row
    first = run.number * MAX_TEXTS
    # A number is given again once the run with the highest one is deleted.
    _remove(connection, first, first + MAX_TEXTS - 1)
    rows = [
        (
            *(first + n, run.number, conversation_id, to_seconds(started_at), model),
            *(text.kind.value, _to_json(text), to_indexed(text.text)),
        )
        for n, text in enumerate(run.texts)
    ]
    connection.executemany("INSERT INTO search_text VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO search_index (rowid, text) VALUES (?, ?)", [(row[0], row[-1]) for row in rows]
    )


def to_seconds(started_at: str) -> int:
    """A time of day as Unix has it; 0 if it is unknown."""
    try:
        return int(datetime.fromisoformat(started_at).timestamp())
    except (ValueError, OverflowError):
        return 0


def _to_json(text: SearchText) -> str | None:
    return json.dumps(text.part) if text.part else None


def has_removed(connection: sqlite3.Connection) -> bool:
    """Whether there is anything of deleted runs to remove."""
    statement = "SELECT 1 FROM search_text WHERE run IS NULL LIMIT 1"
    return has_fts5(connection) and connection.execute(statement).fetchone() is not None


class Removal:
    """Takes what was deleted out of the index, step by step, so that no byte of it is left.

    FTS5 only notes that a word is gone, until it merges what it has written: so all is merged.
    """

    def __init__(self) -> None:
        self._is_merging = False

    def step(self, connection: sqlite3.Connection) -> bool:
        """Do a little of it; whether more is to be done."""
        if not has_removed(connection):
            return False
        if not has_index(connection):
            connection.execute("DELETE FROM search_text WHERE run IS NULL")
            return False
        return _in_sound_index(connection, lambda: self._step(connection))

    def _step(self, connection: sqlite3.Connection) -> bool:
        deadline = time.monotonic() + STEP_S
        statement = "SELECT id FROM search_text WHERE run IS NULL AND id != ? LIMIT 500"
        removed = connection.execute(statement, (_MARKER,)).fetchall()
        if removed:
            connection.execute(
                "INSERT OR IGNORE INTO search_text VALUES (?, NULL, '', 0, '', '', NULL, '')",
                (_MARKER,),
            )
            for (id_,) in removed:
                _remove(connection, id_, id_)
                if time.monotonic() > deadline:
                    break
            return True
        return self._merge(connection)

    def _merge(self, connection: sqlite3.Connection) -> bool:
        # The first call, with a negative number, begins to merge all; the others go on.
        pages = _MERGED_PAGES if self._is_merging else -_MERGED_PAGES
        before = connection.total_changes
        connection.execute(
            "INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)", (pages,)
        )
        self._is_merging = connection.total_changes - before >= 2
        if not self._is_merging:
            connection.execute("DELETE FROM search_text WHERE id = ?", (_MARKER,))
        return self._is_merging


def _remove(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Take the texts with these ids out of the index."""
    connection.execute(
        "INSERT INTO search_index (search_index, rowid, text)"
        " SELECT 'delete', id, text FROM search_text WHERE id BETWEEN ? AND ?",
        (first, last),
    )
    connection.execute("DELETE FROM search_text WHERE id BETWEEN ? AND ?", (first, last))
