"""Locks between the instances of ppchat that share a store."""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_POLL_S: Final = 0.005


class BusyError(OSError):
    """Another instance holds the lock for too long; it may be suspended."""


class WriteLock:
    """Held to write to the database, to checkpoint, open or close it.

    SQLite's own locks would do, but for a defect of WAL mode before SQLite 3.51.3: if a checkpoint
    runs at the same instant as another connection's write or checkpoint, SQLite may take the
    restarted log for one that is already copied, and lose it. With this lock no two connections do
    either at once, whatever the version. The lock is released when the process ends.
    """

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    @contextmanager
    def hold(self, timeout_s: float) -> Iterator[None]:
        """Hold the lock. Raises BusyError if it is not free within `timeout_s` seconds."""
        deadline = time.monotonic() + timeout_s
        while not _try_lock(self._fd):
            if time.monotonic() >= deadline:
                raise BusyError("another ppchat has locked the store")
            time.sleep(_POLL_S)
        try:
            yield
        finally:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the lock file; the lock must not be held."""
        os.close(self._fd)


class Presence:
    """Shows other instances that this one is alive, by a locked file of its name.

    It stays right after a crash and when process ids are reused. Create and query it only under
    the write lock, so that a file that is not locked yet is not taken for a dead instance's.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self.name: Final = secrets.token_hex(8)
        self._folder = folder
        self._fd = os.open(
            folder / self.name, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600
        )
        _try_lock(self._fd)
        for other in folder.iterdir():
            if not self.is_alive(other.name):
                other.unlink(missing_ok=True)

    def is_alive(self, name: str) -> bool:
        """Whether the instance with this name is still running."""
        if name == self.name:
            return True
        try:
            fd = os.open(self._folder / name, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            return not _try_lock(fd)
        finally:
            os.close(fd)

    def close(self) -> None:
        """Remove the file; the instance counts as ended."""
        with suppress(OSError):
            (self._folder / self.name).unlink()
        os.close(self._fd)


def _try_lock(fd: int) -> bool:
    """Lock the file without waiting; False if it is locked elsewhere."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
