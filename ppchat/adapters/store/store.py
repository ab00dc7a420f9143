"""The store: conversations and every frame of their runs, in SQLite.

A separate thread writes; only methods that say so wait for the disk.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from ppchat.adapters.store.conversation_reader import ConversationReader
from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.locks import Presence
from ppchat.adapters.store.past_prompts import PastPrompt, past_prompts
from ppchat.adapters.store.rows import queries
from ppchat.adapters.store.rows.digests import write_digest
from ppchat.adapters.store.rows.queries import StoredRun
from ppchat.adapters.store.rows.summaries import ConversationSummary, read_summaries
from ppchat.adapters.store.search.text_index import TextIndex
from ppchat.adapters.store.writer_thread import FrameBatch, WriterThread
from ppchat.core.chat.conversation import NO_CHOICES, Conversation, Node, ToolChoices
from ppchat.core.chat.source import Source
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.signals import (
    Arrived,
    End,
    Ended,
    Opened,
    Problem,
    Request,
    Signal,
    Started,
)

_LAST: Final = "\U0010ffff"
"""Follows all that an id may go on with."""

__all__ = ["ConversationSummary", "Store", "StoreError", "new_id"]


def new_id() -> str:
    """A new id for a conversation or a node, short enough to type its first characters."""
    return secrets.token_hex(6)


class Store:
    """Access to the database. Methods that read wait for the answer; those that write do not.

    If the disk cannot be used, everything is kept in memory and `problem` says so.
    """

    def __init__(
        self, path: Path | None, report: Callable[[Problem | None], None] = lambda _: None
    ) -> None:
        """Open the store at `path`, or one in memory for None.

        `report` is called in the store's thread with each new problem, and with None once it is
        over. The file is opened in that thread too, so the constructor does not wait.
        """
        self._owner = ""
        self._alive: Callable[[str], bool] = lambda _: False
        self._counts: dict[str, int] = {}
        self._openings: dict[str, tuple[str, Sequence[CallAnswer], Sequence[Attachment]]] = {}
        """What each run that has not ended begins with."""
        self._writer = WriterThread(path, self._recover, report)
        self._conversations = ConversationReader(self._writer, self._node)
        self.texts: Final = TextIndex(self._writer, path)
        """The search over everything."""

    @property
    def problem(self) -> Problem | None:
        """Why changes may not be saved, for a banner; None while all is well."""
        return self._writer.problem

    # Writing: each change is queued and written soon.

    def begin_run(
        self,
        conversation_id: str,
        node: Node,
        tools: ToolChoices = NO_CHOICES,
        source: Source = Source.OWN,
    ) -> Future[None]:
        """Store a prompt, or answers to calls, and the request before it is sent.

        The first run creates the conversation, with its `tools` and its `source`. The future is
        done once the run is on disk, or once writing it has failed: then `problem` says so.
        """
        self._counts[node.id] = len(node.recording)
        self._openings[node.id] = (node.prompt, node.answers, node.attachments)
        return self._writer.enqueue_now(
            lambda connection: queries.begin_run(
                connection, conversation_id, node, self._owner, tools, source
            )
        )

    def append(self, run_id: str, signal: Signal) -> None:
        """Store a signal of a run; for its end use `end_run`."""
        match signal:
            case Arrived(frames):
                first_n = self._counts[run_id]
                self._counts[run_id] = first_n + len(frames)
                self._writer.enqueue(FrameBatch(run_id, first_n, frames))
            case Started(at_ns):
                self._enqueue(lambda connection: queries.write_started(connection, run_id, at_ns))
            case Opened():
                self._enqueue(lambda connection: queries.write_opened(connection, run_id, signal))
            case Ended():
                raise ValueError("the end of a run is stored with end_run")

    def end_run(self, run_id: str, summary: RecordingSummary) -> Future[None]:
        """Store how a run ended; the future is done like that of `begin_run`."""
        self._counts.pop(run_id, None)
        ended, outcome = summary.ended, summary.outcome
        if ended is None:
            raise ValueError("the stream has not ended")
        calls = len(summary.dialect.calls(summary.response))
        written = self._writer.enqueue_now(
            lambda connection: queries.write_end(connection, run_id, ended, outcome, calls)
        )
        self._enqueue(lambda connection: write_digest(connection, run_id, summary))
        if opening := self._openings.pop(run_id, None):
            self.texts.add_later(run_id, *opening, summary)
        return written

    def rename(self, conversation_id: str, title: str) -> None:
        """Change the title of a conversation."""
        self._execute(
            "UPDATE conversation SET title = ? WHERE id = ?",
            queries.replace_surrogates(title),
            conversation_id,
        )

    def pin(self, conversation_id: str, *, pinned: bool) -> None:
        """Pin a conversation, so that it is listed before all others, or unpin it."""
        statement = "UPDATE conversation SET pinned = CAST(? AS INTEGER) WHERE id = ?"
        self._execute(statement, str(int(pinned)), conversation_id)

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation with all its runs; their bytes are overwritten."""
        self._execute("DELETE FROM conversation WHERE id = ?", conversation_id)
        self.save_draft(conversation_id, "")
        self.texts.remove_later()

    def select(self, conversation_id: str, node_id: str) -> None:
        """Store which branch of a conversation is shown."""
        self._execute("UPDATE conversation SET leaf = ? WHERE id = ?", node_id, conversation_id)

    def save_tools(self, conversation_id: str, tools: ToolChoices) -> None:
        """Store what the user chose about the tools of a conversation that has a run."""
        self._enqueue(lambda connection: queries.write_tools(connection, conversation_id, tools))

    def save_draft(self, conversation_id: str, text: str) -> None:
        """Store an unsent prompt; under "" if it belongs to no conversation yet."""
        if text:
            self._execute(
                "INSERT OR REPLACE INTO draft VALUES (?, ?)",
                conversation_id,
                queries.replace_surrogates(text),
            )
        else:
            self._execute("DELETE FROM draft WHERE conversation_id = ?", conversation_id)

    def _execute(self, statement: str, *values: str) -> None:
        def execute(connection: sqlite3.Connection) -> None:
            connection.execute(statement, values)

        self._enqueue(execute)

    def _enqueue(self, change: Callable[[sqlite3.Connection], None]) -> None:
        self._writer.enqueue(change)

    # Reading: each waits for the disk, so call it in a worker thread; may raise StoreError.

    def conversations(
        self, limit: int = -1, source: Source | None = None
    ) -> list[ConversationSummary]:
        """The conversations, pinned ones first, most recent run first; all of them for -1.

        Those of one `source` are ordered by their most recent run alone.
        """
        return self._writer.run_query(lambda connection: read_summaries(connection, limit, source))

    def load(self, conversation_id: str) -> Conversation:
        """A conversation with all its recordings. Raises KeyError if it does not exist."""
        return self._conversations.load(conversation_id)

    def open_conversation(self, conversation_id: str) -> Conversation:
        """A conversation whose frames are read when they are needed, while the store is open.

        Raises KeyError if it does not exist.
        """
        return self._conversations.open(conversation_id)

    def ended_runs(self, conversation_id: str) -> frozenset[str]:
        """The ids of the runs of a conversation that have ended, whoever began them."""
        statement = "SELECT id FROM run WHERE conversation_id = ? AND ended IS NOT NULL"
        return self._writer.run_query(
            lambda connection: frozenset(
                run_id for (run_id,) in connection.execute(statement, (conversation_id,))
            )
        )

    def load_recording(self, run_id: str) -> Recording:
        """The recording of one run. Raises KeyError if it does not exist."""
        runs = self._writer.run_query(
            lambda connection: queries.read_runs(connection, "id = ?", run_id)
        )
        if not runs:
            raise KeyError(run_id)
        return self._node(runs[0]).recording

    def find(self, prefix: str) -> list[tuple[str, str | None]]:
        """The ids that begin with `prefix`, most recent first.

        Each is (conversation, None) for a conversation, or (conversation, run) for a run.
        """
        statement = (
            "SELECT id, NULL, last_run FROM conversation WHERE id >= ?1 AND id < ?2 UNION ALL"
            " SELECT conversation_id, id, number FROM run WHERE id >= ?1 AND id < ?2"
            " ORDER BY 3 DESC"
        )
        rows = self._writer.run_query(
            lambda connection: connection.execute(statement, (prefix, prefix + _LAST)).fetchall()
        )
        return [(conversation_id, run_id) for conversation_id, run_id, _ in rows]

    def search_prompts(
        self, words: str, limit: int, is_wanted: Callable[[], bool] = lambda: True
    ) -> Sequence[PastPrompt]:
        """The latest prompts that have certain words; see `past_prompts`."""
        return past_prompts(self._writer.run_query, words, limit, is_wanted)

    def prompts(self, limit: int = 1000) -> list[str]:
        """The prompts sent in one's own conversations, without duplicates, the most recent last."""
        # The prompt stands before the request in its row: all that follows would be slow to read.
        statement = (
            "SELECT prompt FROM run CROSS JOIN conversation ON conversation.id = conversation_id"
            " WHERE prompt <> '' AND source = '' ORDER BY number DESC"
        )

        def query(connection: sqlite3.Connection) -> list[str]:
            prompts: dict[str, None] = {}
            for (prompt,) in connection.execute(statement):
                prompts[prompt] = None
                if len(prompts) == limit:
                    break
            return list(prompts)[::-1]

        return self._writer.run_query(query)

    def draft(self, conversation_id: str) -> str:
        """The unsent prompt of a conversation, or ""."""
        statement = "SELECT text FROM draft WHERE conversation_id = ?"
        row = self._writer.run_query(
            lambda connection: connection.execute(statement, (conversation_id,)).fetchone()
        )
        return str(row[0]) if row else ""

    def flush(self) -> None:
        """Wait until all queued changes are written, or have failed."""
        self._writer.run_query(lambda _: None)

    def close(self) -> None:
        """Write what is queued and close the file; waits for that."""
        self.texts.close()
        self._writer.close()

    # In the writer thread.

    def _recover(self, connection: sqlite3.Connection, presence: Presence) -> None:
        """Write an end for the runs of instances that are not alive any more."""
        self._owner, self._alive = presence.name, presence.is_alive
        owners = connection.execute("SELECT DISTINCT owner FROM run WHERE ended IS NULL").fetchall()
        for (owner,) in owners:
            if self._alive(owner):
                continue
            for run in queries.read_runs(connection, "ended IS NULL AND owner = ?", owner):
                try:
                    recording = run.recording()
                except StoreError:
                    recording = Recording(Request({}, ""))
                ended = _cut_off(recording, _DIED)
                recording.apply(ended)
                calls = len(recording.dialect.calls(recording.response))
                queries.write_end(connection, run.id, ended, recording.outcome, calls)

    def _node(self, run: StoredRun) -> Node:
        node = run.node()
        if run.open and run.owner != self._owner:
            node.recording.apply(_cut_off(node.recording, _ELSEWHERE))
        return node


_DIED = Problem("died", "ppchat ended while the answer was still in progress")
_ELSEWHERE = Problem(
    "elsewhere",
    "another ppchat was still receiving this answer",
    "Open the conversation again to see the rest.",
)


def _cut_off(recording: Recording, problem: Problem) -> Ended:
    last = len(recording) - 1
    at_ns = recording.at_ns(last) if last >= 0 else recording.t0_ns
    return Ended(at_ns, End.BROKEN, problem)
