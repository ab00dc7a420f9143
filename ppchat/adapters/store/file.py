"""The file of the store: connected to, created, set aside; private from its creation."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from ppchat.adapters.paths import read_regular_file
from ppchat.adapters.store.schema import APPLICATION_ID, MIGRATIONS, migrate, schema_version

_MAGIC: Final = b"SQLite format 3\x00"
_APPLICATION_ID_AT: Final = slice(68, 72)
_SUFFIXES: Final = ("", "-wal", "-shm")


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the database, which is created if missing. Call it under the write lock.

    Raises sqlite3.Error or OSError if that fails.
    """
    if not path.exists():
        _create(path)
    for suffix in _SUFFIXES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).chmod(0o600)
    connection = _connection(path.as_uri())
    try:
        if schema_version(connection) > len(MIGRATIONS):
            connection.close()
            return _connection(f"{path.as_uri()}?mode=ro")
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_memory() -> sqlite3.Connection:
    """A connection to a database in memory."""
    connection = _connection("file::memory:")
    migrate(connection, None)
    return connection


def _connection(uri: str) -> sqlite3.Connection:
    # Transactions are begun explicitly.
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


def _create(path: Path) -> None:
    """Create an empty database atomically: beside `path`, then moved there."""
    part = path.with_name(path.name + ".part")
    for suffix in _SUFFIXES:
        part.with_name(part.name + suffix).unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(_connection(part.as_uri())) as connection:
        migrate(connection, None)
    part.replace(path)


def can_open(path: Path) -> bool:
    """Whether the file may be opened as a store: it is one, or does not exist.

    Raises OSError for what is no file: opening a pipe would wait for its writer.
    """
    try:
        head = read_regular_file(path, 100)
    except FileNotFoundError:
        return True
    application_id = int.from_bytes(head[_APPLICATION_ID_AT], "big")
    return head.startswith(_MAGIC) and application_id == APPLICATION_ID


def set_aside(path: Path) -> Path:
    """Rename an unusable file together with its log; returns its new path."""
    number = 1
    while (aside := path.with_name(f"{path.name}.aside-{number}")).exists():
        number += 1
    for suffix in reversed(_SUFFIXES):  # the log first, so that a new database never picks it up
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside
