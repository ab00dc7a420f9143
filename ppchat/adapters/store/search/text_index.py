"""The search of a store: its queries, and the work that keeps its index up to date.

The writer thread indexes an answer that has just ended once nothing else is to be written. What
other starts left behind is indexed by whoever calls `index_all`: it reads a few runs, extracts
their texts in its own thread, and has them written in steps that hold the lock for milliseconds.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.rows.summaries import ConversationSummary
from ppchat.adapters.store.search import index
from ppchat.adapters.store.search.fts5 import has_fts5
from ppchat.adapters.store.search.index_process import IndexProcess
from ppchat.adapters.store.search.results import Limits, SearchResult
from ppchat.adapters.store.writer_thread import WriterThread
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.search.query import SearchQuery
from ppchat.core.search.texts import search_texts

_A_FEW: Final = 20
"""Answers that are indexed in this process, which must not be slowed down."""
_READ_AT_ONCE: Final = 20
"""Runs that are in memory while the index is brought up to date."""
_PAUSE_S: Final = 0.006
"""Seconds between two steps in which other instances get the lock; they look every 5 ms."""


class TextIndex:
    """The words of everything in a store."""

    def __init__(self, writer: WriterThread, path: Path | None) -> None:
        self._writer = writer
        self._path = path
        self._process = IndexProcess()

    # Each of these waits for the disk, and may raise StoreError.

    def search(
        self,
        query: SearchQuery,
        limits: Limits | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> SearchResult:
        """The hits of a query, the most recent first; any thread may search."""
        from ppchat.adapters.store.search import hits  # which imports the checks

        def read(connection: sqlite3.Connection) -> SearchResult:
            return hits.search(connection, query, limits or Limits(), is_cancelled)

        if self._path is None or not self._writer.is_in_file:
            return self._writer.run_query(read)
        # With a connection of its own a long search does not keep an answer from being written.
        try:
            with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as connection:
                return read(connection)
        except sqlite3.Error as error:
            raise StoreError(f"the store cannot be searched: {error}") from error

    def find_titles(self, query: SearchQuery) -> list[ConversationSummary]:
        """The conversations whose titles have the words of a query."""
        from ppchat.adapters.store.search import hits

        return self._writer.run_query(lambda connection: hits.find_titles(connection, query))

    def count_unindexed(self) -> int:
        """How many ended answers are not indexed yet."""
        return self._writer.run_query(index.count_unindexed)

    def index_all(self, report: Callable[[int], None] = lambda _: None) -> None:
        """Index all answers, and remove what was deleted; `report` gets how many were indexed.

        Whatever is done stays done if this is interrupted.
        """
        self.remove_deleted()
        if not self._writer.run_query(has_fts5):
            return
        count = 0
        while runs := self._writer.run_query(
            lambda connection: index.read_unindexed(connection, _READ_AT_ONCE)
        ):
            texts = [index.extract_texts(run) for run in runs]
            written = 0
            while written < len(texts):
                step = self._write(texts[written:])
                if not step:  # the disk is full or the file can only be read
                    return
                written += step
                count += step
                report(count)

    def catch_up(self) -> None:
        """Index what other starts left behind: a few answers at once, many in a process."""
        with suppress(StoreError):  # the store is closed, or has a problem that it reports
            count = self.count_unindexed()
            if self._path is None or count <= _A_FEW:
                self.index_all()
            elif self._writer.is_in_file and self._writer.problem is None:
                self._process.start(self._path)

    def close(self) -> None:
        """End what `catch_up` has started."""
        self._process.close()

    def _write(self, runs: Sequence[index.RunTexts]) -> int:
        counts: list[int] = []
        self._writer.enqueue_now(
            lambda connection: counts.append(index.write_texts(connection, runs))
        ).result()
        time.sleep(_PAUSE_S)
        return counts[-1] if counts and self._writer.problem is None else 0

    def remove_deleted(self) -> None:
        """Take what was deleted out of the index, every byte of it."""
        removal = index.Removal()
        more = [self._writer.run_query(index.has_removed)]
        while more[-1] and self._writer.problem is None:
            self._writer.enqueue_now(
                lambda connection: more.append(removal.step(connection))
            ).result()
            time.sleep(_PAUSE_S)

    # Each of these is done once nothing else is to be written.

    def add_later(
        self,
        run_id: str,
        prompt: str,
        answers: Sequence[CallAnswer],
        attachments: Sequence[Attachment],
        summary: RecordingSummary,
    ) -> None:
        """Index an answer that has just ended."""

        def add(connection: sqlite3.Connection) -> None:
            number = index.run_number(connection, run_id)
            if number is not None and has_fts5(connection):
                texts = search_texts(prompt, answers, summary, attachments)
                index.write_texts(connection, [index.RunTexts(number, texts)])

        self._writer.enqueue_idle(add)

    def remove_later(self) -> None:
        """Take what was deleted out of the index."""
        removal = index.Removal()

        def remove(connection: sqlite3.Connection) -> None:
            if removal.step(connection):
                self._writer.enqueue_idle(remove)

        self._writer.enqueue_idle(remove)
