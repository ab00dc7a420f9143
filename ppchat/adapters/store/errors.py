"""What goes wrong in reading or writing the store, in words for the user."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ppchat.adapters.store.locks import BusyError
from ppchat.core.stream.signals import Problem


class StoreError(Exception):
    """The store cannot answer; the text is one line for the user."""


def _code(error: Exception) -> int:
    """SQLite's primary result code."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: Exception) -> bool:
    """Whether a file is not a database, or a damaged one."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def write_problem(error: Exception) -> Problem:
    """Why changes cannot be written now and wait in memory."""
    if isinstance(error, BusyError) or _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Problem(
            "store busy",
            "another program has locked the store; this conversation is only in memory for now",
            "Resume or quit the other ppchat. What is in memory is written once the store is free.",
        )
    if _code(error) == sqlite3.SQLITE_FULL:
        return Problem(
            "disk full",
            "the disk is full; this conversation is only in memory for now",
            "Free some space: what is in memory is written as soon as it fits.",
        )
    return Problem(
        "store refused",
        f"the store cannot be written ({error}); this conversation is only in memory for now",
        "Writing is retried until you quit; export what you want to keep before that.",
    )


def unusable_problem(path: Path, error: Exception) -> Problem:
    """Why the whole store is in memory."""
    reason = (isinstance(error, OSError) and error.strerror) or error
    return Problem(
        "no store",
        f"{path} cannot be used ({reason}); nothing is saved to disk",
        "Make the folder writable or choose another with --data-dir; export what you want to keep.",
    )


def newer_version_problem(path: Path) -> Problem:
    """Why a store is opened read-only."""
    return Problem(
        "newer store",
        f"{path} was written by a newer ppchat: it is read-only, this conversation is not saved",
        "Please update ppchat.",
    )


def set_aside_problem(path: Path, aside: Path) -> Problem:
    """What was done with a file that is not a store."""
    return Problem(
        "set aside",
        f"{path.name} is not a readable ppchat store; it was renamed to {aside}",
        "A new store was created. The old file itself was not changed.",
    )


def skipped_problem(error: Exception) -> Problem:
    """Why a change was skipped that can never be stored."""
    return Problem("not kept", f"a change could not be stored ({error}) and was skipped")


def failed_problem(error: Exception) -> Problem:
    """Why nothing is stored any more."""
    return Problem(
        "store failed",
        f"the store has failed ({type(error).__name__}: {error}); nothing is saved from now on",
        "Export what you want to keep, then start again; a log helps to report this error.",
    )
