"""Rows ↔ values: the statements that write and read runs and frames."""

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
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended, Opened, Problem, Request, Started
from ppchat.core.stream.sse import Frame

Connection = sqlite3.Connection


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation in a list. Its texts are not sanitized."""

    id: str
    title: str
    asked_at: str
    """When the last prompt was sent: wall time, ISO 8601 with zone."""
    turns: int
    model: str
    """Of the last run, like the outcome."""
    outcome: Outcome | None
    """None while it is in progress."""


# Writing.


def begin_run(
    connection: Connection,
    conversation_id: str,
    node: Node,
    owner: str,
) -> None:
    """Insert a run that is about to be sent, and its conversation if it is new."""
    recording = node.recording
    request = recording.request
    connection.execute(
        "INSERT INTO conversation (id, title) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (conversation_id, replace_surrogates(title(node.prompt))),
    )
    connection.execute(
        # If another instance has deleted the parent meanwhile, the run becomes a root.
        "INSERT INTO run (id, conversation_id, parent_id, prompt, request, model, started_at,"
        " timed, owner, t0_ns)"
        " VALUES (?, ?, (SELECT id FROM run WHERE id = ?), ?, ?, ?, ?, ?, ?, ?)",
        (
            node.id,
            conversation_id,
            node.parent,
            replace_surrogates(node.prompt),
            json.dumps(
                {
                    "body": dict(request.body),
                    "base_url": request.base_url,
                    "resume": request.resume,
                    "method": request.method,
                    "path": request.path,
                }
            ),
            replace_surrogates(request.model),
            recording.started_at,
            recording.timed,
            owner,
            recording.t0_ns,
        ),
    )
    connection.execute("UPDATE conversation SET leaf = ? WHERE id = ?", (node.id, conversation_id))


def write_started(connection: Connection, run_id: str, at_ns: int) -> None:
    """Write t0, in monotonic nanoseconds."""
    connection.execute("UPDATE run SET t0_ns = ? WHERE id = ?", (at_ns, run_id))


def write_opened(connection: Connection, run_id: str, opened: Opened) -> None:
    """Write the status and headers of the response."""
    connection.execute(
        "UPDATE run SET opened = ? WHERE id = ?", (json.dumps(asdict(opened)), run_id)
    )


def write_frames(
    connection: Connection, run_id: str, first_n: int, frames: Sequence[Frame]
) -> None:
    """Write frames that arrived together; nothing if the run was deleted meanwhile."""
    stamps = array("q", (frame.at_ns for frame in frames))
    ends = array("Q", accumulate(len(frame.raw) for frame in frames))
    connection.execute(
        "INSERT INTO chunk SELECT number, ?, ?, ?, ? FROM run WHERE id = ?",
        (
            first_n,
            _to_bytes(stamps),
            _to_bytes(ends),
            b"".join(frame.raw for frame in frames),
            run_id,
        ),
    )


def write_end(connection: Connection, run_id: str, ended: Ended, outcome: Outcome | None) -> None:
    """Write how a run ended."""
    problem = asdict(ended.problem) if ended.problem else None
    end = {"at_ns": ended.at_ns, "end": ended.end.value, "problem": problem}
    connection.execute(
        "UPDATE run SET ended = ?, verdict = ? WHERE id = ?",
        (json.dumps(end), outcome.value if outcome else None, run_id),
    )


def replace_surrogates(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot encode, by question marks."""
    return text.encode(errors="replace").decode()


# Reading.


def read_summaries(connection: Connection, limit: int) -> list[ConversationSummary]:
    """The conversations, most recent run first."""
    rows = connection.execute(
        "SELECT conversation.id, title, started_at, turns, model, verdict FROM conversation"
        " JOIN (SELECT conversation_id, max(number) AS last, count(*) AS turns FROM run"
        " GROUP BY conversation_id) AS runs ON runs.conversation_id = conversation.id"
        " JOIN run ON run.number = last ORDER BY last DESC LIMIT ?",
        (limit,),
    )
    return [
        ConversationSummary(
            id_, title, asked_at, turns, model, Outcome(outcome) if outcome else None
        )
        for id_, title, asked_at, turns, model, outcome in rows
    ]


_RUN: Final = (
    "SELECT number, id, parent_id, prompt, request, started_at, timed, owner, t0_ns, opened, ended"
    " FROM run "
)


@dataclass(slots=True)
class StoredRun:
    """The rows of one run, not yet parsed, so that another thread can do that."""

    row: tuple[Any, ...]
    chunks: list[tuple[bytes, bytes, bytes]]

    @property
    def id(self) -> str:
        """The id of the run's node."""
        return str(self.row[1])

    @property
    def owner(self) -> str:
        """The name of the instance that sent it."""
        return str(self.row[7])

    @property
    def open(self) -> bool:
        """Whether it has no recorded end."""
        return self.row[10] is None

    def recording(self) -> Recording:
        """The run as a recording. Raises StoreError if its rows are malformed."""
        try:
            return self._parse_recording()
        except (ValueError, TypeError, LookupError) as error:
            raise StoreError(f"recording {self.id} is damaged: {error}") from error

    def _parse_recording(self) -> Recording:
        _, _, _, _, request, started_at, timed, _, t0_ns, opened, ended = self.row
        fields = json.loads(request)
        resume = fields["resume"]
        recording = Recording(
            Request(
                fields["body"],
                fields["base_url"],
                (resume[0], resume[1]) if resume else None,
                fields.get("method", ""),  # older versions did not note the rest
                fields.get("path", ""),
            ),
            started_at,
            timed=bool(timed),
        )
        recording.apply(Started(t0_ns))
        if opened:
            recording.apply(Opened(**json.loads(opened)))
        for chunk in self.chunks:
            recording.extend(_split_frames(*chunk))
        if ended:
            end = json.loads(ended)
            problem = Problem(**end["problem"]) if end["problem"] else None
            recording.apply(Ended(end["at_ns"], End(end["end"]), problem))
        return recording

    def node(self) -> Node:
        """The run as a node of its conversation."""
        return Node(self.id, self.row[2], self.row[3], self.recording())


def read_runs(connection: Connection, where: str, *values: str) -> list[StoredRun]:
    """The runs that meet a condition, in the order in which they were sent."""
    rows = connection.execute(f"{_RUN} WHERE {where} ORDER BY number", values).fetchall()
    chunks = "SELECT stamps, ends, raw FROM chunk WHERE run = ? ORDER BY first_n"
    return [StoredRun(row, connection.execute(chunks, row[:1]).fetchall()) for row in rows]


def _split_frames(stamps: bytes, ends: bytes, raw: bytes) -> Iterable[Frame]:
    start = 0
    for at_ns, end in zip(_to_array("q", stamps), _to_array("Q", ends), strict=True):
        yield Frame(raw[start:end], at_ns)
        start = end


def _to_bytes(column: array[int]) -> bytes:
    """A column in little-endian order, whatever the machine."""
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()


def _to_array(type_code: str, column: bytes) -> array[int]:
    values = array(type_code, column)
    if sys.byteorder == "big":
        values.byteswap()
    return values
