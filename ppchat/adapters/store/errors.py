"""What refuses to be written or read, told to the person."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ppchat.adapters.store.locks import BusyError
from ppchat.core.stream.signals import Problem


class StoreError(Exception):
    """The store can't answer; its text is one line for the person."""


def _code(error: Exception) -> int:
    """SQLite's primary result code."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: Exception) -> bool:
    """Whether a file is no database, or not a whole one."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def refusal(error: Exception) -> Problem:
    """Why changes have to wait in memory."""
    if isinstance(error, BusyError) or _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Problem(
            "store busy",
            "another program holds the store; this chat is in memory only for now",
            "Resume or end the other ppchat. What is in memory is written as soon as it lets go.",
        )
    if _code(error) == sqlite3.SQLITE_FULL:
        return Problem(
            "disk full",
            "the disk is full; this chat is in memory only for now",
            "Make room: what is in memory is written as soon as there is some.",
        )
    return Problem(
        "store refused",
        f"the store can't be written ({error}); this chat is in memory only for now",
        "It is tried again all the time; export what you want to keep before you quit.",
    )


def unusable(path: Path, error: Exception) -> Problem:
    """Why a store is in memory altogether."""
    return Problem(
        "no store",
        f"{path} can't be used ({error}); nothing of this session is kept on disk",
        "Make the folder writable or name another with --data-dir; export what you want to keep.",
    )


def newer(path: Path) -> Problem:
    """Why a store is only read."""
    return Problem(
        "newer store",
        f"{path} was written by a newer ppchat: it is only read, and this chat is not kept",
        "Please update ppchat.",
    )


def set_aside(path: Path, aside: Path) -> Problem:
    """What was done with a file that is no store."""
    return Problem(
        "set aside",
        f"{path.name} could not be read as a store of ppchat; it was renamed to {aside}",
        "A new store was begun. Nothing in the old file was changed.",
    )


def not_kept(error: Exception) -> Problem:
    """What can't be stored by its nature."""
    return Problem("not kept", f"something could not be stored ({error}) and was left out")
