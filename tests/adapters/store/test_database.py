"""Opening a database whatever state its file is in; one at a time writes to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ppchat.adapters.store.database import Database
from ppchat.adapters.store.locks import BusyError, Presence, WriteLock
from ppchat.adapters.store.schema import MIGRATIONS


@pytest.fixture
def opened() -> list[Presence]:
    """A presence for each time that a file was opened to be written."""
    return []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "chat.db"


@pytest.fixture
def database(path: Path, opened: list[Presence]) -> Iterator[Database]:
    database = Database(path, lambda _, presence: opened.append(presence))
    yield database
    database.close()


def test_a_missing_file_is_created(database: Database, path: Path, opened: list[Presence]) -> None:
    assert database.open() is None
    assert (database.is_file, database.is_writable, path.exists()) == (True, True, True)
    assert len(opened) == 1


def test_a_database_in_memory_needs_no_lock(opened: list[Presence]) -> None:
    database = Database(None, lambda _, presence: opened.append(presence))
    assert database.open() is None
    assert not database.is_file
    with database.hold_lock():
        database.connection.execute("SELECT count(*) FROM run")
    database.close()
    assert opened == []


def test_what_is_no_store_is_set_aside(database: Database, path: Path) -> None:
    path.parent.mkdir()
    path.write_text("a diary")
    problem = database.open()
    assert problem is not None
    assert problem.kind == "set aside"
    assert path.with_name(f"{path.name}.aside-1").read_text() == "a diary"
    database.connection.execute("SELECT count(*) FROM run")


def test_a_damaged_file_is_replaced_once_that_shows(
    database: Database, path: Path, opened: list[Presence]
) -> None:
    database.open()
    problem = database.replace_damaged()
    assert problem is not None
    assert problem.kind == "set aside"
    assert len(set(opened)) == 1
    assert len(opened) == 2
    with database.hold_lock():
        database.connection.execute("SELECT count(*) FROM run")


def test_a_file_of_a_newer_version_is_only_read(
    database: Database, path: Path, opened: list[Presence]
) -> None:
    database.open()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newer = Database(path, lambda _, presence: opened.append(presence))
    problem = newer.open()
    assert problem is not None
    assert problem.kind == "newer store"
    assert not newer.is_writable
    assert len(opened) == 1
    newer.close()


def test_without_a_usable_file_it_is_in_memory(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("where the folder should be")
    database = Database(tmp_path / "data" / "chat.db", lambda *_: None)
    problem = database.open()
    assert problem is not None
    assert problem.kind == "no store"
    assert not database.is_file
    database.connection.execute("SELECT count(*) FROM run")
    database.close()


def test_two_do_not_write_at_once(database: Database, path: Path) -> None:
    database.open()
    other = WriteLock(path.with_name(f"{path.name}.lock"))
    with other.hold(0), pytest.raises(BusyError), database.hold_lock():
        pass
    with database.hold_lock():
        pass
    other.close()
