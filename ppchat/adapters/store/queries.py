"""Rows ↔ values: the statements that write runs and frames, and those that read them."""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any, Final

from ppchat.adapters.store.errors import StoreError
from ppchat.core.chat.conversation import Node, title
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.stream.signals import End, Ended, Opened, Problem, Request
from ppchat.core.stream.sse import Frame

Connection = sqlite3.Connection


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a list. Its texts are foreign, raw."""

    id: str
    title: str
    asked_at: str
    """When something was last asked: wall time, ISO 8601 with zone."""
    turns: int
    model: str
    """Of the last run, as the next are."""
    verdict: Verdict | None
    """None while it goes on."""


# Writing.


def begin_run(
    connection: Connection,
    conversation_id: str,
    node: Node,
    owner: str,
) -> None:
    """Write what is about to be asked, and the conversation with its first run."""
    recording = node.recording
    request = recording.request
    connection.execute(
        "INSERT INTO conversation (id, title) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (conversation_id, plain(title(node.prompt))),
    )
    connection.execute(
        # A parent that another instance has deleted meanwhile leaves its child at the root.
        "INSERT INTO run (id, conversation_id, parent_id, prompt, request, model, started_at,"
        " timed, owner, t0_ns)"
        " VALUES (?, ?, (SELECT id FROM run WHERE id = ?), ?, ?, ?, ?, ?, ?, ?)",
        (
            node.id,
            conversation_id,
            node.parent,
            plain(node.prompt),
            json.dumps(
                {"body": dict(request.body), "base_url": request.base_url, "resume": request.resume}
            ),
            plain(request.model),
            recording.started_at,
            recording.timed,
            owner,
            recording.t0_ns,
        ),
    )
    connection.execute("UPDATE conversation SET leaf = ? WHERE id = ?", (node.id, conversation_id))


def write_started(connection: Connection, run_id: str, at_ns: int) -> None:
    """Write t0."""
    connection.execute("UPDATE run SET t0_ns = ? WHERE id = ?", (at_ns, run_id))


def write_opened(connection: Connection, run_id: str, opened: Opened) -> None:
    """Write the head of the response."""
    connection.execute(
        "UPDATE run SET opened = ? WHERE id = ?", (json.dumps(asdict(opened)), run_id)
    )


def write_frames(
    connection: Connection, run_id: str, first_n: int, frames: Sequence[Frame]
) -> None:
    """Write frames that arrived together; nothing when the run was deleted meanwhile."""
    stamps = array("q", (frame.at_ns for frame in frames))
    ends = array("Q", accumulate(len(frame.raw) for frame in frames))
    connection.execute(
        "INSERT INTO chunk SELECT number, ?, ?, ?, ? FROM run WHERE id = ?",
        (first_n, _bytes(stamps), _bytes(ends), b"".join(frame.raw for frame in frames), run_id),
    )


def write_end(connection: Connection, run_id: str, ended: Ended, verdict: Verdict | None) -> None:
    """Write how a run ended."""
    problem = asdict(ended.problem) if ended.problem else None
    told = {"at_ns": ended.at_ns, "end": ended.end.value, "problem": problem}
    connection.execute(
        "UPDATE run SET ended = ?, verdict = ? WHERE id = ?",
        (json.dumps(told), verdict.value if verdict else None, run_id),
    )


def plain(text: str) -> str:
    """Text that UTF-8 can hold: lone surrogates become question marks."""
    return text.encode(errors="replace").decode()


# Reading.


def summaries(connection: Connection, limit: int) -> list[Summary]:
    """The conversations, the one that was last asked first."""
    rows = connection.execute(
        "SELECT conversation.id, title, started_at, turns, model, verdict FROM conversation"
        " JOIN (SELECT conversation_id, max(number) AS last, count(*) AS turns FROM run"
        " GROUP BY conversation_id) AS runs ON runs.conversation_id = conversation.id"
        " JOIN run ON run.number = last ORDER BY last DESC LIMIT ?",
        (limit,),
    )
    return [
        Summary(name, title, asked_at, turns, model, Verdict(verdict) if verdict else None)
        for name, title, asked_at, turns, model, verdict in rows
    ]


_RUN: Final = (
    "SELECT number, id, parent_id, prompt, request, started_at, timed, owner, t0_ns, opened, ended"
    " FROM run "
)


@dataclass(slots=True)
class Run:
    """The rows of one run, not yet understood, so that it can be done in another thread."""

    row: tuple[Any, ...]
    chunks: list[tuple[bytes, bytes, bytes]]

    @property
    def id(self) -> str:
        """The id of its node."""
        return str(self.row[1])

    @property
    def owner(self) -> str:
        """The instance that asked."""
        return str(self.row[7])

    @property
    def open(self) -> bool:
        """Whether its end was not written."""
        return self.row[10] is None

    def recording(self) -> Recording:
        """The run as a recording. Raises StoreError when its rows make no sense."""
        try:
            return self._recording()
        except (ValueError, TypeError, LookupError) as error:
            raise StoreError(f"the recording {self.id} is damaged: {error}") from error

    def _recording(self) -> Recording:
        _, _, _, _, request, started_at, timed, _, t0_ns, opened, ended = self.row
        asked = json.loads(request)
        resume = asked["resume"]
        recording = Recording(
            Request(asked["body"], asked["base_url"], (resume[0], resume[1]) if resume else None),
            started_at,
            timed=bool(timed),
        )
        recording.t0_ns = t0_ns
        if opened:
            recording.opened = Opened(**json.loads(opened))
        for chunk in self.chunks:
            recording.extend(_frames(*chunk))
        if ended:
            told = json.loads(ended)
            problem = Problem(**told["problem"]) if told["problem"] else None
            recording.ended = Ended(told["at_ns"], End(told["end"]), problem)
        return recording

    def node(self) -> Node:
        """The run as a node of its conversation."""
        return Node(self.id, self.row[2], self.row[3], self.recording())


def runs(connection: Connection, where: str, *values: str) -> list[Run]:
    """The runs of a condition, in the order in which they were asked."""
    rows = connection.execute(f"{_RUN} WHERE {where} ORDER BY number", values).fetchall()
    chunks = "SELECT stamps, ends, raw FROM chunk WHERE run = ? ORDER BY first_n"
    return [Run(row, connection.execute(chunks, row[:1]).fetchall()) for row in rows]


def _frames(stamps: bytes, ends: bytes, raw: bytes) -> Iterable[Frame]:
    start = 0
    for at_ns, end in zip(_array("q", stamps), _array("Q", ends), strict=True):
        yield Frame(raw[start:end], at_ns)
        start = end


def _bytes(column: array[int]) -> bytes:
    """A column in little-endian order, whatever the machine."""
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()


def _array(kind: str, column: bytes) -> array[int]:
    values = array(kind, column)
    if sys.byteorder == "big":
        values.byteswap()
    return values
