"""The file of the store: found, made, set aside; private from its creation."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from ppchat.adapters.store.schema import APPLICATION_ID, MIGRATIONS, migrate, version

_MAGIC: Final = b"SQLite format 3\x00"
_APPLICATION_ID_AT: Final = slice(68, 72)
_SIDES: Final = ("", "-wal", "-shm")


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the database, made if it is not there. To be called under the write lock.

    Raises sqlite3.Error or OSError when it can't be had.
    """
    if not path.exists():
        _make(path)
    for side in _SIDES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + side).chmod(0o600)
    connection = _connection(path.as_uri())
    try:
        if version(connection) > len(MIGRATIONS):
            connection.close()
            return _connection(f"{path.as_uri()}?mode=ro")
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def memory() -> sqlite3.Connection:
    """A database that ends with the process."""
    connection = _connection("file::memory:")
    migrate(connection, None)
    return connection


def _connection(uri: str) -> sqlite3.Connection:
    # Transactions are begun by hand.
    connection = sqlite3.connect(uri, uri=True, timeout=2.0, isolation_level=None)
    for pragma in (
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "cache_spill = OFF",  # what a full disk refuses can still be read before the rollback
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _make(path: Path) -> None:
    """An empty database, there at once or not at all: it is made beside its place and moved."""
    part = path.with_name(path.name + ".part")
    for side in _SIDES:
        part.with_name(part.name + side).unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(_connection(part.as_uri())) as connection:
        migrate(connection, None)
    part.replace(path)


def is_ours(path: Path) -> bool:
    """Whether a file may be opened as a store: it is one, or there is none."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        return True
    owner = int.from_bytes(head[_APPLICATION_ID_AT], "big")
    return head.startswith(_MAGIC) and owner == APPLICATION_ID


def set_aside(path: Path) -> Path:
    """Rename a file that can't be used, with the log that belongs to it; gives back where to."""
    number = 1
    while (aside := path.with_name(f"{path.name}.aside-{number}")).exists():
        number += 1
    for side in reversed(_SIDES):  # the log first: it must never be found by a new database
        with suppress(FileNotFoundError):
            path.with_name(path.name + side).rename(aside.with_name(aside.name + side))
    return aside
