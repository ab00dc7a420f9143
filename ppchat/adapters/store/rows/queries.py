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
from ppchat.adapters.store.rows import summaries
from ppchat.adapters.store.rows.attached_files import StoredFiles, cut_files, write_files
from ppchat.core.chat.conversation import NO_CHOICES, Node, ToolChoices, title
from ppchat.core.chat.source import Source
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended, Opened, Problem, Request, Started
from ppchat.core.stream.sse import Frame

Connection = sqlite3.Connection


# Writing.


def begin_run(
    connection: Connection,
    conversation_id: str,
    node: Node,
    owner: str,
    tools: ToolChoices = NO_CHOICES,
    source: Source = Source.OWN,
) -> None:
    """Insert a run that is about to be sent.

    Its conversation is inserted, with its tools and its source, if it is new.
    """
    recording = node.recording
    request = recording.request
    body, cuts, files = cut_files(request.body)
    connection.execute(
        "INSERT INTO conversation (id, title, tools, source) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (conversation_id, replace_surrogates(title(node.prompt)), _tools_json(tools), source),
    )
    connection.execute(
        # If another instance has deleted the parent meanwhile, the run becomes a root.
        "INSERT INTO run (id, conversation_id, parent_id, prompt, request, model, started_at,"
        " timed, owner, t0_ns, answers)"
        " VALUES (?, ?, (SELECT id FROM run WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            node.id,
            conversation_id,
            node.parent,
            replace_surrogates(node.prompt),
            json.dumps(
                {
                    "body": body,
                    "cuts": cuts,
                    "base_url": request.base_url,
                    "resume": request.resume,
                    "method": request.method,
                    "path": request.path,
                    "commands_ns": request.commands_ns,
                }
            ),
            replace_surrogates(request.model),
            recording.started_at,
            recording.timed,
            owner,
            recording.t0_ns,
            _answers_json(node.answers),
        ),
    )
    write_files(connection, node.id, node.attachments, files)
    summaries.count_run(connection, conversation_id, node, replace_surrogates(request.model))


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


def write_end(
    connection: Connection, run_id: str, ended: Ended, outcome: Outcome | None, calls: int = 0
) -> None:
    """Write how a run ended, and how many calls it leaves to the client."""
    problem = asdict(ended.problem) if ended.problem else None
    end = {"at_ns": ended.at_ns, "end": ended.end.value, "problem": problem}
    word = outcome.value if outcome else None
    connection.execute(
        "UPDATE run SET ended = ?, verdict = ?, calls = ? WHERE id = ?",
        (json.dumps(end), word, calls, run_id),
    )
    summaries.note_end(connection, run_id, word, calls)


def write_tools(connection: Connection, conversation_id: str, tools: ToolChoices) -> None:
    """Write what the user chose about the tools; nothing if the conversation does not exist."""
    connection.execute(
        "UPDATE conversation SET tools = ? WHERE id = ?", (_tools_json(tools), conversation_id)
    )


def _tools_json(tools: ToolChoices) -> str | None:
    fields = {"on": tools.on, "permissions": dict(tools.permissions)}
    return json.dumps(fields) if any(fields.values()) else None


def _answers_json(answers: Sequence[CallAnswer]) -> str | None:
    fields = [{**answer._asdict(), "call": answer.call._asdict()} for answer in answers]
    return json.dumps(fields) if fields else None


def replace_surrogates(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot encode, by question marks."""
    return text.encode(errors="replace").decode()


# Reading.


_RUN: Final = (
    "SELECT number, id, parent_id, prompt, request, started_at, timed, owner, t0_ns, opened, ended,"
    " answers FROM run "
)


@dataclass(slots=True)
class StoredRun:
    """The rows of one run, not yet parsed, so that another thread can do that."""

    row: tuple[Any, ...]
    chunks: list[tuple[bytes, bytes, bytes]]
    files: StoredFiles

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
        _, _, _, _, request, started_at, timed, _, t0_ns, opened, ended, _ = self.row
        fields = json.loads(request)
        self.files.restore(fields["body"], fields.get("cuts", ()))
        resume = fields["resume"]
        recording = Recording(
            Request(
                fields["body"],
                fields["base_url"],
                (resume[0], resume[1]) if resume else None,
                fields.get("method", ""),  # older versions did not note the rest
                fields.get("path", ""),
                fields.get("commands_ns"),
            ),
            started_at,
            timed=bool(timed),
        )
        recording.apply(Started(t0_ns))
        if opened:
            recording.apply(Opened(**json.loads(opened)))
        for chunk in self.chunks:
            recording.extend(split_frames(*chunk))
        if ended:
            end = json.loads(ended)
            problem = Problem(**end["problem"]) if end["problem"] else None
            recording.apply(Ended(end["at_ns"], End(end["end"]), problem))
        return recording

    def node(self) -> Node:
        """The run as a node of its conversation. Raises StoreError if its rows are malformed."""
        return Node(
            self.id,
            self.row[2],
            self.row[3],
            self.recording(),
            self._answers(),
            self._attachments(),
        )

    def _attachments(self) -> tuple[Attachment, ...]:
        try:
            return self.files.attachments(self.row[0])
        except LookupError as error:
            raise StoreError(f"a file of {self.id} is missing") from error

    def _answers(self) -> tuple[CallAnswer, ...]:
        try:
            return parse_answers(self.row[11])
        except ValueError as error:
            raise StoreError(f"the answers of {self.id} are damaged: {error}") from error


def parse_answers(text: str | None) -> tuple[CallAnswer, ...]:
    """The answers to calls that a run begins with. Raises ValueError if damaged."""
    try:
        fields = json.loads(text or "[]")
        return tuple(CallAnswer(**{**each, "call": Call(**each["call"])}) for each in fields)
    except (TypeError, LookupError) as error:
        raise ValueError(error) from error


def parse_body(request: str, files: StoredFiles) -> dict[str, Any]:
    """The body of a stored request. Raises ValueError, TypeError or LookupError if damaged."""
    fields = json.loads(request)
    files.restore(fields["body"], fields.get("cuts", ()))
    return dict(fields["body"])


def read_runs(connection: Connection, where: str, *values: str) -> list[StoredRun]:
    """The runs that meet a condition, in the order in which they were sent."""
    rows = connection.execute(f"{_RUN} WHERE {where} ORDER BY number", values).fetchall()
    chunks = "SELECT stamps, ends, raw FROM chunk WHERE run = ? ORDER BY first_n"
    files = StoredFiles(connection, (row[0] for row in rows))
    return [StoredRun(row, connection.execute(chunks, row[:1]).fetchall(), files) for row in rows]


def parse_tools(text: str | None) -> ToolChoices:
    """What the user chose about the tools of a conversation. Raises StoreError if damaged."""
    try:
        fields = json.loads(text or "{}")
        return ToolChoices(tuple(fields.get("on", ())), dict(fields.get("permissions", {})))
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(f"the choice of tools is damaged: {error}") from error


def split_frames(stamps: bytes, ends: bytes, raw: bytes) -> Iterable[Frame]:
    """The frames of a chunk. Raises ValueError if damaged."""
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
