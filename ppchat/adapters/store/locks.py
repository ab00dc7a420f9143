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
    """Another instance held the lock for too long; it may be suspended."""


class WriteLock:
    """Held by whoever writes to the database, checkpoints, opens or closes it.

    SQLite's own locks would do, but for a defect of WAL mode before SQLite 3.51.3: a checkpoint
    that runs at the same instant as another connection's write or checkpoint may make it take
    the restarted log for one that is copied already, and lose it. Here no two connections ever
    do either at once, whatever the version. The lock ends with the process.
    """

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    @contextmanager
    def held(self, patience_s: float) -> Iterator[None]:
        """Hold the lock. Raises BusyError when it can't be had within `patience_s` seconds."""
        deadline = time.monotonic() + patience_s
        while not _locked(self._fd):
            if time.monotonic() >= deadline:
                raise BusyError("another ppchat holds the store")
            time.sleep(_POLL_S)
        try:
            yield
        finally:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give back the file; the lock must not be held."""
        os.close(self._fd)


class Presence:
    """Shows other instances that this one is alive: a locked file named like it.

    Neither a crash nor a reused process id can make it lie. To be made and asked under the
    write lock only, so that nobody takes a file that is not locked yet for a dead one's.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self.name: Final = secrets.token_hex(8)
        self._folder = folder
        self._fd = os.open(
            folder / self.name, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600
        )
        _locked(self._fd)
        for other in folder.iterdir():
            if not self.alive(other.name):
                other.unlink(missing_ok=True)

    def alive(self, name: str) -> bool:
        """Whether the instance of that name still runs."""
        if name == self.name:
            return True
        try:
            fd = os.open(self._folder / name, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            return not _locked(fd)
        finally:
            os.close(fd)

    def close(self) -> None:
        """Be gone."""
        with suppress(OSError):
            (self._folder / self.name).unlink()
        os.close(self._fd)


def _locked(fd: int) -> bool:
    """Whether the lock could be had at once."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
