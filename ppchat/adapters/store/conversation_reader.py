"""Conversations read whole, or as their digests with frames that are read when they are needed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from ppchat.adapters.store.rows import queries
from ppchat.adapters.store.rows.attached_files import StoredFiles
from ppchat.adapters.store.rows.digests import DigestedRun, read_digested, write_digest
from ppchat.adapters.store.rows.queries import StoredRun
from ppchat.adapters.store.writer_thread import WriterThread
from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.recording.summary import RecordingSummary

_DIGESTS: Final = 16
"""How many digests of older runs are written at once, beside what else is to be done."""

_Head = tuple[str, str | None, str | None]
"""The title of a conversation, its leaf, and its choice of tools."""


class ConversationReader:
    """Reads conversations; each call waits for the disk, and may raise StoreError."""

    def __init__(self, writer: WriterThread, parse: Callable[[StoredRun], Node]) -> None:
        """`parse` is called in the thread of the caller."""
        self._writer = writer
        self._parse = parse

    def load(self, conversation_id: str) -> Conversation:
        """A conversation with all its recordings. Raises KeyError if it does not exist."""

        def query(connection: sqlite3.Connection) -> tuple[_Head, list[StoredRun]]:
            runs = queries.read_runs(connection, "conversation_id = ?", conversation_id)
            return _read_head(connection, conversation_id), runs

        head, runs = self._writer.run_query(query)
        return _conversation(conversation_id, head, map(self._parse, runs))

    def open(self, conversation_id: str) -> Conversation:
        """A conversation whose frames are read when they are needed, while the store is open.

        Those of the turn that is shown first are read at once. Raises KeyError if the conversation
        does not exist.
        """

        def query(connection: sqlite3.Connection) -> tuple[_Head, list[DigestedRun], StoredFiles]:
            head = _read_head(connection, conversation_id)
            runs = read_digested(connection, conversation_id)
            return head, runs, StoredFiles(connection, (run.number for run in runs))

        head, runs, files = self._writer.run_query(query)
        nodes = {run.id: run.node(files, self._writer.run_query) for run in runs}
        nodes |= self._load_runs([run.number for run in runs if nodes[run.id] is None])
        whole = [node for node in nodes.values() if node is not None]
        if len(whole) < len(runs):  # deleted between the two queries
            raise KeyError(conversation_id)
        conversation = _conversation(conversation_id, head, whole)
        if conversation.leaf is not None:
            conversation.node(conversation.leaf).recording.load_frames()
        return conversation

    def _load_runs(self, numbers: Sequence[int]) -> dict[str, Node | None]:
        """Runs without digests, read as a whole; the digests of those that have ended follow."""
        if not numbers:
            return {}
        condition = "number IN (SELECT value FROM json_each(?))"
        runs = self._writer.run_query(
            lambda connection: queries.read_runs(connection, condition, json.dumps(numbers))
        )
        nodes = {run.id: self._parse(run) for run in runs}
        ended = [(run.id, nodes[run.id].summary) for run in runs if not run.open]
        for _, summary in ended:
            _ = summary.response  # folded now, as another thread reads it next
        for start in range(0, len(ended), _DIGESTS):
            self._writer.enqueue_idle(partial(_write_digests, ended[start : start + _DIGESTS]))
        return dict(nodes)


def _write_digests(
    ended: Iterable[tuple[str, RecordingSummary]], connection: sqlite3.Connection
) -> None:
    for run_id, summary in ended:
        write_digest(connection, run_id, summary)


def _read_head(connection: sqlite3.Connection, conversation_id: str) -> _Head:
    statement = "SELECT title, leaf, tools FROM conversation WHERE id = ?"
    row: _Head | None = connection.execute(statement, (conversation_id,)).fetchone()
    if row is None:
        raise KeyError(conversation_id)
    return row


def _conversation(conversation_id: str, head: _Head, nodes: Iterable[Node]) -> Conversation:
    title, leaf, tools = head
    conversation = Conversation(conversation_id, title, nodes)
    conversation.tools = queries.parse_tools(tools)
    if leaf is not None:
        conversation.select(leaf)
    return conversation
