"""The tables of the store, as a list of migrations."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from ppchat.adapters.store.rows import attached_files, digests, summaries

APPLICATION_ID: Final = 0x70706368
"""Marks a database as ppchat's in its header: "ppch"."""

MIGRATIONS: Final[Sequence[Sequence[str]]] = (
    (
        """
        CREATE TABLE conversation (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            leaf TEXT
        ) STRICT
        """,
        # `number` orders the runs: wall times may be in any zone, and set back.
        """
        CREATE TABLE run (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            parent_id TEXT REFERENCES run (id) ON DELETE CASCADE,
            prompt TEXT NOT NULL,
            request TEXT NOT NULL,
            model TEXT NOT NULL,
            started_at TEXT NOT NULL,
            timed INTEGER NOT NULL,
            owner TEXT NOT NULL,
            t0_ns INTEGER NOT NULL DEFAULT 0,
            opened TEXT,
            ended TEXT,
            verdict TEXT
        ) STRICT
        """,
        "CREATE INDEX run_of_conversation ON run (conversation_id, number)",
        "CREATE INDEX run_after ON run (parent_id)",
        "CREATE INDEX run_open ON run (owner) WHERE ended IS NULL",
        # One row per batch of frames: stamps are 64-bit integers, ends 64-bit offsets in raw.
        """
        CREATE TABLE chunk (
            run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
            first_n INTEGER NOT NULL,
            stamps BLOB NOT NULL,
            ends BLOB NOT NULL,
            raw BLOB NOT NULL,
            PRIMARY KEY (run, first_n)
        ) STRICT
        """,
        "CREATE TABLE draft (conversation_id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT",
    ),
    (
        # Of a further round of an exchange: the answers to the calls of its parent, as JSON.
        "ALTER TABLE run ADD COLUMN answers TEXT",
        # How many calls an answer that has ended leaves to the client.
        "ALTER TABLE run ADD COLUMN calls INTEGER NOT NULL DEFAULT 0",
        # What the user chose about the tools, as JSON.
        "ALTER TABLE conversation ADD COLUMN tools TEXT",
    ),
    (
        "ALTER TABLE conversation ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
        # Where it comes from: '' for one's own, 'proxy', 'import'.
        "ALTER TABLE conversation ADD COLUMN source TEXT NOT NULL DEFAULT ''",
        # Only a file leaves times unknown. ppchat itself begins a conversation by a list of one
        # message, with the usual method: other requests were those of other programs.
        """
        UPDATE conversation SET source = 'import' WHERE id IN
            (SELECT conversation_id FROM run WHERE parent_id IS NULL AND NOT timed)
        """,
        """
        UPDATE conversation SET source = 'proxy' WHERE source = '' AND id IN (
            SELECT conversation_id FROM run
            WHERE parent_id IS NULL AND answers IS NULL AND CASE WHEN json_valid(request) THEN
                coalesce(json_extract(request, '$.method'), '') <> ''
                OR json_type(request, '$.body.input') = 'text'
                OR (
                    SELECT count(*) FROM json_each(
                        CASE json_type(request, '$.body.input') WHEN 'array'
                        THEN request END, '$.body.input'
                    )
                ) > 1
                OR (
                    SELECT count(*) FROM json_each(
                        CASE json_type(request, '$.body.messages') WHEN 'array'
                        THEN request END, '$.body.messages'
                    ) WHERE type <> 'object'
                    OR coalesce(json_extract(value, '$.role'), '') NOT IN ('system', 'developer')
                ) > 1
            END
        )
        """,
        *summaries.MIGRATION,
        *attached_files.MIGRATION,
        *digests.MIGRATION,
        # Whether the texts of a run are in the index.
        "ALTER TABLE run ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX run_unindexed ON run (number) WHERE indexed = 0 AND ended IS NOT NULL",
        # The ids follow the numbers of the runs: the highest is of the most recent text. What
        # limits a search is repeated here: a run, which holds its request, is slow to read.
        """
        CREATE TABLE search_text (
            id INTEGER PRIMARY KEY,
            run INTEGER,
            conversation_id TEXT NOT NULL,
            at INTEGER NOT NULL,
            model TEXT NOT NULL,
            kind TEXT NOT NULL,
            part TEXT,
            text TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX search_text_removed ON search_text (id) WHERE run IS NULL",
        # 4096 is `MAX_TEXTS`.
        """
        CREATE TRIGGER run_leaves_search AFTER DELETE ON run BEGIN
            UPDATE search_text SET run = NULL
                WHERE id BETWEEN old.number * 4096 AND old.number * 4096 + 4095;
        END
        """,
    ),
)
"""Migration n (from 0) leads from version n to n + 1; the version is the `user_version`."""


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of migrations applied to a database."""
    (count,) = connection.execute("PRAGMA user_version").fetchone()
    return int(count)


def migrate(
    connection: sqlite3.Connection, path: Path | None, steps: Sequence[Sequence[str]] = MIGRATIONS
) -> Path | None:
    """Apply the missing migrations in one transaction.

    A database that is not new is copied first, beside `path`; returns the path of the copy.
    """
    old_version = schema_version(connection)
    if old_version >= len(steps):
        return None
    copy = _backup(connection, path, old_version) if old_version and path else None
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[old_version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return copy


def _backup(connection: sqlite3.Connection, path: Path, old_version: int) -> Path:
    copy = path.with_name(f"{path.name}.version-{old_version}")
    part = path.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(part)) as target:
        connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    part.replace(copy)
    return copy
