"""The database behind the store: opened whatever state its file is in, locked, closed.

A file that is damaged or is no store is renamed aside, never deleted, and a new one is begun; a
file of a newer version is opened for reading only; without a usable file the store is in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from ppchat.adapters.store import errors
from ppchat.adapters.store import file as store_file
from ppchat.adapters.store.errors import is_damage
from ppchat.adapters.store.locks import BusyError, Presence, WriteLock
from ppchat.adapters.store.schema import MIGRATIONS, schema_version
from ppchat.core.stream.signals import Problem

_LOCK_TIMEOUT_S: Final = 0.5
"""Seconds to wait for another instance's write before other jobs get their turn."""


class Database:
    """A connection and the locks that instances of ppchat share; used by one thread."""

    connection: sqlite3.Connection
    """What `open` opened."""

    def __init__(
        self, path: Path | None, on_open: Callable[[sqlite3.Connection, Presence], None]
    ) -> None:
        """`path` is None for a database in memory.

        `on_open` is called under the lock with a file that can be written.
        """
        self._path = path
        self._on_open = on_open
        self._lock: WriteLock | None = None
        self._presence: Presence | None = None
        self.is_writable = True

    @property
    def is_file(self) -> bool:
        """Whether it is in a file, which may turn out to be damaged."""
        return self._lock is not None

    def open(self) -> Problem | None:
        """Open the file, or else a database in memory; returns what is not as it should be."""
        return self._open(is_damaged=False)

    def replace_damaged(self) -> Problem | None:
        """Begin a new file in place of the damaged one, as `open` does."""
        self.connection.close()
        return self._open(is_damaged=True)

    def _open(self, *, is_damaged: bool) -> Problem | None:
        path = self._path
        if path is None:
            self.connection = store_file.connect_memory()
            return None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = self._lock or WriteLock(path.with_name(path.name + ".lock"))
            with self._lock.hold(10 * _LOCK_TIMEOUT_S):
                self._presence = self._presence or Presence(path.with_name("running"))
                return self._connect(path, self._presence, is_damaged)
        except (sqlite3.Error, OSError) as error:
            self._close_locks()
            self.connection = store_file.connect_memory()
            return errors.unusable_problem(path, error)

    def _connect(self, path: Path, presence: Presence, is_damaged: bool) -> Problem | None:
        problem = None
        if is_damaged or not store_file.can_open(path):
            problem = _set_aside(path)
        try:
            return self._prepare(path, presence) or problem
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            problem = _set_aside(path)
            return self._prepare(path, presence) or problem

    def _prepare(self, path: Path, presence: Presence) -> Problem | None:
        connection, problem = store_file.connect(path), None
        try:
            if schema_version(connection) > len(MIGRATIONS):
                self.is_writable = False
                problem = errors.newer_version_problem(path)
            else:
                self._on_open(connection, presence)
        except BaseException:
            connection.close()
            raise
        self.connection = connection
        return problem

    def hold_lock(self) -> AbstractContextManager[None]:
        """Hold the lock of a file, to write. Entering it raises BusyError if another holds it."""
        return self._lock.hold(_LOCK_TIMEOUT_S) if self._lock else nullcontext()

    def close(self) -> None:
        """Close the connection and the locks."""
        # Closing the last connection copies the log into the database, so it needs the lock, too.
        try:
            with self.hold_lock():
                self.connection.close()
        except BusyError:
            self.connection.close()
        self._close_locks()

    def _close_locks(self) -> None:
        if self._presence:
            self._presence.close()
        if self._lock:
            self._lock.close()
        self._presence = self._lock = None


def _set_aside(path: Path) -> Problem:
    return errors.set_aside_problem(path, store_file.set_aside(path))
