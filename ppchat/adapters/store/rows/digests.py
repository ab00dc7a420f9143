"""Runs as their digests: what is shown of a conversation without reading its frames.

A digest stands in a table of its own, with the answers that the run begins with: a row that holds
a long request is slow to read. One of another version is as good as none; then the frames are
read, and it is written anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

import ppchat
from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.rows.attached_files import StoredFiles
from ppchat.adapters.store.rows.queries import parse_answers, parse_body, split_frames
from ppchat.core.chat.conversation import Node
from ppchat.core.recording.digest import FORMAT, dump_digest, load_digest
from ppchat.core.recording.frame_bytes import FrameBytes
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary

MIGRATION: Final = (
    """
    CREATE TABLE digest (
        run INTEGER PRIMARY KEY REFERENCES run (number) ON DELETE CASCADE,
        version TEXT NOT NULL,
        answers TEXT,
        summary BLOB NOT NULL
    ) STRICT
    """,
)
"""The table of digests."""
_VERSION: Final = f"{FORMAT} {ppchat.__version__}"

_T = TypeVar("_T")
RunQuery = Callable[[Callable[[sqlite3.Connection], _T]], _T]
"""Runs a query in the thread of the store; raises StoreError."""


def write_digest(connection: sqlite3.Connection, run_id: str, summary: RecordingSummary) -> None:
    """Write the digest of a run that has ended, if it has one and was not deleted meanwhile."""
    if (digest := dump_digest(summary)) is not None:
        connection.execute(
            "INSERT OR REPLACE INTO digest SELECT number, ?, answers, ? FROM run WHERE id = ?",
            (_VERSION, digest, run_id),
        )


class DigestedRun(NamedTuple):
    """The rows of one run, not yet parsed, so that another thread can do that."""

    number: int
    id: str
    parent: str | None
    prompt: str
    answers: str | None
    digest: bytes | None
    """None if the run has none of this version."""

    def node(self, files: StoredFiles, run_query: RunQuery[Any]) -> Node | None:
        """The run as a node whose frames are read when they are needed; None without a digest."""
        if self.digest is None:
            return None
        rest = _RestOfRun(self.number, run_query)
        try:
            summary = load_digest(self.digest, partial(StoredBody, read=rest.body))
            recording = Recording.of_summary(summary, rest.frames)
            answers, attached = parse_answers(self.answers), files.attachments(self.number)
        except (ValueError, LookupError, StoreError):
            return None  # the run itself may be sound
        return Node(self.id, self.parent, self.prompt, recording, answers, attached)


def read_digested(connection: sqlite3.Connection, conversation_id: str) -> list[DigestedRun]:
    """The runs of a conversation, in the order in which they were sent."""
    rows = connection.execute(
        "SELECT number, id, parent_id, prompt, digest.answers, summary FROM run"
        " LEFT JOIN digest ON digest.run = number AND version = ?"
        " WHERE conversation_id = ? ORDER BY number",
        (_VERSION, conversation_id),
    )
    return list(map(DigestedRun._make, rows))


class _RestOfRun:
    """What a digest does not hold, read from the store; nothing if the run was deleted."""

    def __init__(self, number: int, run_query: RunQuery[Any]) -> None:
        self._number = number
        self._run_query = run_query

    def body(self) -> Mapping[str, Any]:
        """The body of its request."""

        def query(connection: sqlite3.Connection) -> Mapping[str, Any]:
            statement = "SELECT request FROM run WHERE number = ?"
            (request,) = connection.execute(statement, (self._number,)).fetchone()
            return parse_body(request, StoredFiles(connection, [self._number]))

        try:
            body: Mapping[str, Any] = self._run_query(query)
        except (StoreError, ValueError, TypeError, LookupError):
            return {}
        return body

    def frames(self) -> FrameBytes:
        """The bytes of its frames, as far as they can be read."""
        statement = "SELECT stamps, ends, raw FROM chunk WHERE run = ? ORDER BY first_n"
        frames = FrameBytes()
        try:
            chunks = self._run_query(
                lambda connection: connection.execute(statement, (self._number,)).fetchall()
            )
            for chunk in chunks:
                for frame in split_frames(*chunk):
                    frames.append(frame.raw)
        except (StoreError, ValueError):
            pass  # what is missing is shown as such
        return frames


class StoredBody(Mapping[str, Any]):
    """The body of a stored request, of which some fields are known and the rest is read once."""

    def __init__(
        self,
        known: Mapping[str, Any],
        rest: Collection[str],
        read: Callable[[], Mapping[str, Any]],
    ) -> None:
        """`rest` are the names of the other fields."""
        self._known = known
        self._rest = rest
        self._read = read

    def _all(self) -> Mapping[str, Any]:
        if self._rest:
            self._known, self._rest = self._read() or self._known, ()
        return self._known

    def __getitem__(self, key: str) -> Any:
        return self._all()[key] if key in self._rest else self._known[key]

    def __contains__(self, key: object) -> bool:
        return key in self._known or key in self._rest

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._known) + len(self._rest)

    def __repr__(self) -> str:
        return f"StoredBody({dict(self._known)!r}, {self._rest!r})"
