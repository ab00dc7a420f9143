"""The thread that alone uses the database: callers hand over and go on."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from ppchat.adapters.store import errors as store_problem
from ppchat.adapters.store import file as store_file
from ppchat.adapters.store.errors import StoreError, is_damage, refusal
from ppchat.adapters.store.locks import BusyError, Presence, WriteLock
from ppchat.adapters.store.queries import write_frames
from ppchat.adapters.store.schema import MIGRATIONS, version
from ppchat.core.stream.signals import Problem
from ppchat.core.stream.sse import Frame

_T = TypeVar("_T")

PAUSE_S: Final = 0.02
"""Seconds for which frames are gathered; what a crash can lose, with the commit itself."""
_RETRY_S: Final = 0.25
"""Seconds at least between two attempts at writing to a disk that refused."""
_PATIENCE_S: Final = 0.5
"""Seconds for which another instance's write is waited for before others get their turn."""


class Frames:
    """Frames of one run that follow one another, the first of them number `first_n`."""

    __slots__ = ("first_n", "frames", "run_id")

    def __init__(self, run_id: str, first_n: int, frames: Sequence[Frame]) -> None:
        self.run_id = run_id
        self.first_n = first_n
        self.frames = list(frames)


Write = Frames | Callable[[sqlite3.Connection], None]
"""A change; it is done again from its beginning when its transaction failed."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Something handed over: a change, a question, or neither for the end."""

    write: Write | None = None
    question: Callable[[sqlite3.Connection], Any] | None = None
    answer: Future[Any] | None = None

    @property
    def is_end(self) -> bool:
        return self.write is None and self.question is None


class Keeper:
    """Writes what it is given, in order, at least every 50 ms, and answers questions.

    While the disk refuses, changes wait in memory and are tried again; questions see them.
    """

    def __init__(
        self,
        path: Path | None,
        opened: Callable[[sqlite3.Connection, Presence], None],
        tell: Callable[[Problem | None], None],
    ) -> None:
        """`opened` and `tell` are called in the keeper's thread."""
        self._path = path
        self._opened = opened
        self._tell = tell
        self.problem: Problem | None = None
        self._jobs: list[_Job] = []
        self._wake = threading.Condition()
        self._urgent = False
        self._closed = False
        self._waiting: list[Write] = []
        self._retry_at = 0.0
        self._lock: WriteLock | None = None
        self._presence: Presence | None = None
        self._connection: sqlite3.Connection
        self._writable = True
        self._standing: Problem | None = None
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    # For callers, in any thread.

    def write(self, write: Write) -> None:
        """Hand over a change that may wait to be gathered with others.

        What is handed over once it is closed is not kept, and what is asked then raises StoreError.
        """
        self._hand_over(_Job(write), urgent=False)

    def write_now(self, write: Write) -> Future[None]:
        """Hand over a change; done once it is committed, or once the disk has refused it."""
        answer: Future[None] = Future()
        self._hand_over(_Job(write, answer=answer), urgent=True)
        return answer

    def ask(self, question: Callable[[sqlite3.Connection], _T]) -> _T:
        """The answer of the database, after all that was handed over; waits for it.

        Raises StoreError, and what the question raises.
        """
        answer: Future[_T] = Future()
        self._hand_over(_Job(question=question, answer=answer), urgent=True)
        try:
            return answer.result()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"the store can't be read: {error}") from error

    def close(self) -> None:
        """Write what is left and end; waits for it."""
        self._hand_over(_Job(), urgent=True)
        self._thread.join()

    def _hand_over(self, job: _Job, *, urgent: bool) -> None:
        with self._wake:
            if self._closed:
                if job.answer:
                    job.answer.set_exception(StoreError("the store is closed"))
                return
            self._closed = job.is_end
            self._jobs.append(job)
            self._urgent = self._urgent or urgent
            if urgent or len(self._jobs) == 1:  # else the thread knows that there is something
                self._wake.notify()

    # In the thread.

    def _run(self) -> None:
        self._open()
        committed_at = time.monotonic()
        while True:
            jobs = self._taken(committed_at)
            written: list[Future[None]] = []
            for job in jobs:
                if job.write is not None:
                    self._wait(job.write)
                    written += [job.answer] if job.answer else []
                elif job.question and job.answer:
                    self._commit(urgent=True)
                    self._reply(job.question, job.answer)
                else:
                    self._commit(urgent=True)
                    self._close()
                    return
            self._commit(urgent=bool(written))
            committed_at = time.monotonic()
            for answer in written:
                answer.set_result(None)

    def _taken(self, committed_at: float) -> list[_Job]:
        """What was handed over; frames alone are gathered until the pause is over."""
        with self._wake:
            self._wake.wait_for(lambda: self._jobs, _RETRY_S if self._waiting else None)
            pause = committed_at + PAUSE_S - time.monotonic()
            if self._jobs and pause > 0:
                self._wake.wait_for(lambda: self._urgent, pause)
            jobs, self._jobs = self._jobs, []
            self._urgent = False
            return jobs

    def _wait(self, write: Write) -> None:
        last = self._waiting[-1] if self._waiting else None
        if isinstance(write, Frames) and isinstance(last, Frames) and last.run_id == write.run_id:
            last.frames += write.frames
        else:
            self._waiting.append(write)

    def _reply(self, question: Callable[[sqlite3.Connection], Any], answer: Future[Any]) -> None:
        """The answer as it will be once what waits is written."""
        connection = self._connection
        try:
            if self._waiting:
                with suppress(sqlite3.Error):
                    connection.execute("BEGIN IMMEDIATE")
                    self._apply()
            answer.set_result(question(connection))
        except Exception as error:  # it is the caller's
            answer.set_exception(error)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _commit(self, *, urgent: bool) -> None:
        """Write all that waits in one transaction; when it fails, it goes on waiting."""
        if not self._writable:
            self._waiting.clear()
        if not self._waiting or (time.monotonic() < self._retry_at and not urgent):
            return
        connection = self._connection
        begun_s = time.thread_time()
        try:
            with self._held():
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    self._apply()
                    connection.execute("COMMIT")
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
        except (sqlite3.Error, OSError) as error:
            if is_damage(error) and self._lock:
                connection.close()
                self._open(damaged=True)
            else:
                # The more has gathered, the dearer an attempt: most of the time is the app's.
                spent_s = time.thread_time() - begun_s
                self._retry_at = time.monotonic() + max(_RETRY_S, 10 * spent_s)
                self._say(refusal(error))
        else:
            self._waiting.clear()
            self._retry_at = 0.0
            self._say(self._standing)

    def _apply(self) -> None:
        for write in self._waiting:
            try:
                if isinstance(write, Frames):
                    write_frames(self._connection, write.run_id, write.first_n, write.frames)
                else:
                    write(self._connection)
            except (sqlite3.IntegrityError, ValueError, TypeError, OverflowError) as error:
                # It would fail again and hold up all that comes after it.
                self._standing = store_problem.not_kept(error)

    def _held(self) -> AbstractContextManager[None]:
        return self._lock.held(_PATIENCE_S) if self._lock else nullcontext()

    def _say(self, problem: Problem | None) -> None:
        if problem != self.problem:
            self.problem = problem
            with suppress(Exception):  # a listener that has gone must not end the writing
                self._tell(problem)

    # Opening and closing.

    def _open(self, *, damaged: bool = False) -> None:
        path = self._path
        try:
            if path is None:
                self._connection = store_file.memory()
            else:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._lock = self._lock or WriteLock(path.with_name(path.name + ".lock"))
                self._connect(path, self._lock, damaged)
        except (sqlite3.Error, OSError) as error:
            assert path
            self._close_locks()
            self._standing = store_problem.unusable(path, error)
            self._connection = store_file.memory()
        self._say(self._standing)

    def _connect(self, path: Path, lock: WriteLock, damaged: bool) -> None:
        with lock.held(10 * _PATIENCE_S):
            self._presence = self._presence or Presence(path.with_name("running"))
            if damaged or not store_file.is_ours(path):
                self._set_aside(path)
            try:
                self._prepare(path, self._presence)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._set_aside(path)
                self._prepare(path, self._presence)

    def _prepare(self, path: Path, presence: Presence) -> None:
        connection = store_file.connect(path)
        try:
            if version(connection) > len(MIGRATIONS):
                self._writable = False
                self._standing = store_problem.newer(path)
            else:
                self._opened(connection, presence)
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _set_aside(self, path: Path) -> None:
        self._standing = store_problem.set_aside(path, store_file.set_aside(path))

    def _close(self) -> None:
        # The last connection to close copies the log into the database: under the lock, too.
        try:
            with self._held():
                self._connection.close()
        except BusyError:
            self._connection.close()
        self._close_locks()

    def _close_locks(self) -> None:
        if self._presence:
            self._presence.close()
        if self._lock:
            self._lock.close()
        self._presence = self._lock = None
