"""Errors of SQLite, in words for the user."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ppchat.adapters.store.errors import (
    is_damage,
    newer_version_problem,
    set_aside_problem,
    skipped_problem,
    unusable_problem,
    write_problem,
)
from ppchat.adapters.store.locks import BusyError


def error_of(act: Callable[[sqlite3.Connection], object], path: Path) -> sqlite3.Error:
    """The error that SQLite raises for what `act` does."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        with pytest.raises(sqlite3.Error) as error_info:
            act(connection)
        return error_info.value


def write(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE a (x)")


def fill(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA max_page_count = 2")
    write(connection)
    connection.execute("INSERT INTO a VALUES (zeroblob(1000000))")


def test_a_full_disk(tmp_path: Path) -> None:
    error = error_of(fill, tmp_path / "a.db")
    assert write_problem(error).kind == "disk full"
    assert not is_damage(error)


def test_a_locked_store(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        error = error_of(write, tmp_path / "a.db")
    assert write_problem(error).kind == write_problem(BusyError()).kind == "store busy"


@pytest.mark.parametrize("damage", [b"not a database, but long enough" * 100, b"SQLite format 3\0"])
def test_a_damaged_file(damage: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(damage)
    assert is_damage(error_of(write, path))


def test_a_damaged_page(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        write(connection)
        connection.executemany("INSERT INTO a VALUES (?)", [("x" * 3000,)] * 10)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert is_damage(error_of(lambda connection: connection.execute("SELECT * FROM a"), path))


@pytest.mark.parametrize("error", [OSError("no such device"), sqlite3.ProgrammingError("closed")])
def test_any_other_error_is_quoted(error: Exception) -> None:
    assert str(error) in write_problem(error).message
    assert str(error) in skipped_problem(error).message
    assert not is_damage(error)


def test_what_happened_to_a_file_names_it(tmp_path: Path) -> None:
    path, aside = tmp_path / "a.db", tmp_path / "aside.db"
    for problem in (unusable_problem(path, OSError("denied")), newer_version_problem(path)):
        assert str(path) in problem.message
        assert problem.advice
    assert str(aside) in set_aside_problem(path, aside).message
