"""The only thread that uses the database; callers queue changes and do not wait.

Theory of operation
===================

Callers, in any thread, queue *jobs*: a change, a query, or the end. The thread takes them in order.

* A *change* goes to `_pending`; consecutive frames of one run become one change. All of `_pending`
  is written in one transaction, under the lock that the instances of ppchat share, and leaves the
  list only when that is committed. A transaction that fails is rolled back and repeated whole, so
  a change may be applied more than once, but is never written twice.
* Commits are gathered: two of them are at least `PAUSE_S` apart, unless a job is urgent. What a
  crash can lose is therefore that pause and the time of one commit.
* A *query* sees every change queued before it: pending changes are committed first, and where that
  fails they are applied for the query alone and rolled back.
* While writing fails (a full disk, another instance that writes for long), the pending changes wait
  in memory and are tried again, at intervals that grow with the time that an attempt takes. The
  user is told once, and once more when it is over.
* An *idle* change is taken when no change has come for `IDLE_S`, one at a time, with pauses for
  other instances. None is worth waiting for: what is left at the end, or is too much, is dropped.
* A change that cannot ever be written is skipped and reported, as it would block all that follow.
* A file that turns out to be damaged is replaced by a new one (`Database`), and what is pending is
  written there.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from ppchat.adapters.log import LOG
from ppchat.adapters.store import errors
from ppchat.adapters.store.database import Database
from ppchat.adapters.store.errors import StoreError, is_damage, write_problem
from ppchat.adapters.store.locks import Presence
from ppchat.adapters.store.rows.queries import write_frames
from ppchat.core.stream.signals import Problem
from ppchat.core.stream.sse import Frame

_T = TypeVar("_T")

PAUSE_S: Final = 0.02
"""Seconds for which frames are gathered; a crash can lose these and the commit's own time."""
_MIN_RETRY_S: Final = 0.25
"""Minimum seconds between two attempts to write after a failure."""

IDLE_S: Final = 0.25
"""Seconds without a change after which one that can wait is written."""
_MAX_IDLE: Final = 64
"""Changes that wait for that."""


class FrameBatch:
    """Consecutive frames of one run, the first of them number `first_n`."""

    __slots__ = ("first_n", "frames", "run_id")

    def __init__(self, run_id: str, first_n: int, frames: Sequence[Frame]) -> None:
        self.run_id = run_id
        self.first_n = first_n
        self.frames = list(frames)


Change = FrameBatch | Callable[[sqlite3.Connection], None]
"""A change; it is repeated from the start if its transaction failed."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A queued job: a change, a query, or neither to end the thread."""

    change: Change | None = None
    query: Callable[[sqlite3.Connection], Any] | None = None
    result: Future[Any] | None = None

    @property
    def is_end(self) -> bool:
        return self.change is None and self.query is None


class WriterThread:
    """Writes queued changes in order, at least every 50 ms, and runs queries.

    While writing fails, changes wait in memory and are retried; queries see them.
    """

    def __init__(
        self,
        path: Path | None,
        on_open: Callable[[sqlite3.Connection, Presence], None],
        report: Callable[[Problem | None], None],
    ) -> None:
        """`on_open` and `report` are called in this thread."""
        self._database = Database(path, on_open)
        self._report = report
        self.problem: Problem | None = None
        self._jobs: list[_Job] = []
        self._idle: deque[Change] = deque(maxlen=_MAX_IDLE)
        self._idle_at = 0.0
        """When one of these may be written."""
        self._running_jobs: list[_Job] = []
        self._wake = threading.Condition()
        self._urgent = False
        self._closed = False
        self._pending: list[Change] = []
        self._retry_at = 0.0
        self._lasting_problem: Problem | None = None
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    # For callers, in any thread.

    def enqueue(self, change: Change) -> None:
        """Queue a change that may wait to be gathered with others.

        After `close`, changes are ignored and queries raise StoreError.
        """
        self._put(_Job(change), urgent=False)

    def enqueue_now(self, change: Change) -> Future[None]:
        """Queue a change; the future is done once it is committed, or once writing has failed."""
        result: Future[None] = Future()
        self._put(_Job(change, result=result), urgent=True)
        return result

    def enqueue_idle(self, change: Callable[[sqlite3.Connection], None]) -> None:
        """Queue a change that is written once nothing else is to be done, or else dropped."""
        with self._wake:
            self._idle.append(change)
            self._wake.notify()

    def run_query(self, query: Callable[[sqlite3.Connection], _T]) -> _T:
        """The result of a query after all queued changes; waits for it.

        Raises StoreError, and what the query raises.
        """
        result: Future[_T] = Future()
        self._put(_Job(query=query, result=result), urgent=True)
        try:
            return result.result()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"the store cannot be read: {error}") from error

    @property
    def is_in_file(self) -> bool:
        """Whether the database is in its file, once that is opened."""
        self.run_query(lambda _: None)
        return self._database.is_file

    def close(self) -> None:
        """Write what is queued and end; waits for that."""
        self._put(_Job(), urgent=True)
        self._thread.join()

    def _put(self, job: _Job, *, urgent: bool) -> None:
        with self._wake:
            if self._closed:
                if job.result:
                    job.result.set_exception(StoreError("the store is closed"))
                return
            self._closed = job.is_end
            self._jobs.append(job)
            self._urgent = self._urgent or urgent
            if urgent or len(self._jobs) == 1:  # else it has been notified already
                self._wake.notify()

    # In the thread.

    def _run(self) -> None:
        """Write until `close`; an error in this program is reported, and nobody waits for ever."""
        try:
            self._write_until_closed()
        except Exception as error:
            LOG.exception("the store has failed")
            self._set_problem(errors.failed_problem(error))
            with self._wake:
                self._closed = True
                unanswered = [*self._running_jobs, *self._jobs]
                self._jobs = []
            for job in unanswered:
                if job.result and not job.result.done():
                    job.result.set_exception(StoreError("the store has failed"))
            with suppress(Exception):
                self._database.close()

    def _write_until_closed(self) -> None:
        self._note_opened(self._database.open())
        committed_at = time.monotonic()
        while True:
            jobs = self._running_jobs = self._next_jobs(committed_at)
            results: list[Future[None]] = []
            for job in jobs:
                if job.change is not None:
                    self._add(job.change)
                    results += [job.result] if job.result else []
                elif job.query and job.result:
                    self._commit(urgent=True)
                    self._execute_query(job.query, job.result)
                else:
                    self._commit(urgent=True)
                    self._database.close()
                    return
            self._commit(urgent=bool(results))
            committed_at = time.monotonic()
            for result in results:
                result.set_result(None)

    def _next_jobs(self, committed_at: float) -> list[_Job]:
        """The queued jobs; unless one is urgent, they are gathered until the pause is over."""
        with self._wake:
            while not self._wake.wait_for(lambda: self._jobs, self._patience_s()):
                if self._pending:  # which could not be written
                    break
                if self._idle:
                    self._idle_at = time.monotonic() + PAUSE_S
                    return [_Job(self._idle.popleft())]
            pause = committed_at + PAUSE_S - time.monotonic()
            if self._jobs and pause > 0:
                self._wake.wait_for(lambda: self._urgent, pause)
            jobs, self._jobs = self._jobs, []
            self._urgent = False
            if any(job.change for job in jobs):
                self._idle_at = time.monotonic() + IDLE_S
            return jobs

    def _patience_s(self) -> float | None:
        """Seconds to wait for a job before there is something else to do; None for any number."""
        if self._pending:
            return _MIN_RETRY_S
        return max(0.0, self._idle_at - time.monotonic()) if self._idle else None

    def _add(self, change: Change) -> None:
        last = self._pending[-1] if self._pending else None
        if (
            isinstance(change, FrameBatch)
            and isinstance(last, FrameBatch)
            and last.run_id == change.run_id
        ):
            last.frames += change.frames
        else:
            self._pending.append(change)

    def _execute_query(
        self, query: Callable[[sqlite3.Connection], Any], result: Future[Any]
    ) -> None:
        """Set the result to what it will be once the pending changes are written."""
        connection = self._database.connection
        try:
            if self._pending:
                with suppress(sqlite3.Error):
                    connection.execute("BEGIN IMMEDIATE")
                    self._apply()
            result.set_result(query(connection))
        except Exception as error:  # raised to the caller
            result.set_exception(error)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _commit(self, *, urgent: bool) -> None:
        """Write all pending changes in one transaction; if it fails, they stay pending."""
        if not self._database.is_writable:
            self._pending.clear()
        if not self._pending or (time.monotonic() < self._retry_at and not urgent):
            return
        connection = self._database.connection
        start_s = time.thread_time()
        try:
            with self._database.hold_lock():
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    self._apply()
                    connection.execute("COMMIT")
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
        except (sqlite3.Error, OSError) as error:
            if is_damage(error) and self._database.is_file:
                self._note_opened(self._database.replace_damaged())
            else:
                # The more is pending, the longer an attempt takes: leave the app most of the time.
                spent_s = time.thread_time() - start_s
                self._retry_at = time.monotonic() + max(_MIN_RETRY_S, 10 * spent_s)
                self._set_problem(write_problem(error))
        else:
            self._pending.clear()
            self._retry_at = 0.0
            self._set_problem(self._lasting_problem)

    def _apply(self) -> None:
        for change in self._pending:
            try:
                if isinstance(change, FrameBatch):
                    write_frames(
                        self._database.connection, change.run_id, change.first_n, change.frames
                    )
                else:
                    change(self._database.connection)
            except (sqlite3.IntegrityError, ValueError, TypeError, OverflowError) as error:
                # It would fail again and block all later changes.
                self._lasting_problem = errors.skipped_problem(error)

    def _note_opened(self, problem: Problem | None) -> None:
        """Report what lasts of opening the database with `problem`."""
        self._lasting_problem = problem or self._lasting_problem
        self._set_problem(self._lasting_problem)

    def _set_problem(self, problem: Problem | None) -> None:
        if problem != self.problem:
            self.problem = problem
            with suppress(Exception):  # a failing listener must not end the writing
                self._report(problem)
