"""Migrations."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from ppchat.adapters.store.schema import APPLICATION_ID, MIGRATIONS, migrate, schema_version

FIRST = ("CREATE TABLE a (x)", "INSERT INTO a VALUES ('kept')")
SECOND = ("ALTER TABLE a ADD COLUMN y", "UPDATE a SET y = 'new'")
BROKEN = ("ALTER TABLE a ADD COLUMN y", "UPDATE nowhere SET y = 1")


def connect(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, isolation_level=None))


def rows(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT * FROM a").fetchall()


def test_a_new_database_has_all_steps_and_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with connect(path) as connection:
        assert migrate(connection, path, [FIRST, SECOND]) is None
        assert (schema_version(connection), rows(connection)) == (2, [("kept", "new")])
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        assert application_id == APPLICATION_ID
        assert migrate(connection, path, [FIRST, SECOND]) is None


def test_what_is_there_is_copied_first_and_then_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection, path, [FIRST])
        copy = migrate(connection, path, [FIRST, SECOND])
        assert (schema_version(connection), rows(connection)) == (2, [("kept", "new")])
    assert copy == tmp_path / "a.db.version-1"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with connect(copy) as connection:
        assert (schema_version(connection), rows(connection)) == (1, [("kept",)])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.db", "a.db.version-1"]


def test_a_step_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with connect(path) as connection:
        migrate(connection, path, [FIRST])
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, path, [FIRST, BROKEN])
        assert (schema_version(connection), rows(connection)) == (1, [("kept",)])


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    with connect(tmp_path / "a.db") as connection:
        migrate(connection, None, [FIRST, SECOND])
        migrate(connection, None, [FIRST])
        assert schema_version(connection) == 2


def test_the_steps_make_the_tables() -> None:
    with connect(Path(":memory:")) as connection:
        migrate(connection, None)
        assert schema_version(connection) == len(MIGRATIONS)
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        tables = {"conversation", "run", "chunk", "draft", "attachment", "run_attachment"}
        assert {name for (name,) in names} == tables | {"digest", "search_text"}
