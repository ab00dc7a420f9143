"""What a list shows of each conversation, kept beside it, so that no list reads the runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from ppchat.core.chat.conversation import Node
from ppchat.core.chat.source import Source, parse_source
from ppchat.core.response.outcome import Outcome


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation in a list. Its texts are not sanitized."""

    id: str
    title: str
    asked_at: str
    """When the last prompt was sent: wall time, ISO 8601 with zone."""
    turns: int
    """The number of questions: further rounds of an exchange do not count."""
    model: str
    """Of the last run, like the outcome."""
    outcome: Outcome | None
    """None while it is in progress."""
    calls: int = 0
    """How many calls of the last answer wait for the client."""
    pinned: bool = False
    source: Source = Source.OWN


MIGRATION: Final = (
    "ALTER TABLE conversation ADD COLUMN last_run INTEGER",
    "ALTER TABLE conversation ADD COLUMN turns INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE conversation SET last_run = runs.last, turns = runs.questions FROM (
        SELECT conversation_id, max(number) AS last, sum(answers IS NULL) AS questions
        FROM run GROUP BY conversation_id
    ) AS runs WHERE conversation_id = id
    """,
    # Of the last run; a run holds its request, so it is slow to read.
    *(
        f"ALTER TABLE conversation ADD COLUMN {column}"
        for column in (
            "asked_at TEXT NOT NULL DEFAULT ''",
            "model TEXT NOT NULL DEFAULT ''",
            "verdict TEXT",
            "calls INTEGER NOT NULL DEFAULT 0",
        )
    ),
    """
    UPDATE conversation SET
        asked_at = run.started_at, model = run.model, verdict = run.verdict, calls = run.calls
    FROM run WHERE run.number = last_run
    """,
    "CREATE INDEX conversation_by_last_run ON conversation (last_run)",
)
"""The statements that bring an older store to this state."""


def count_run(connection: sqlite3.Connection, conversation_id: str, node: Node, model: str) -> None:
    """Note a run that was just inserted as the last of its conversation, and its leaf."""
    connection.execute(
        "UPDATE conversation SET leaf = ?1, turns = turns + ?2, asked_at = ?3, model = ?4,"
        " last_run = (SELECT number FROM run WHERE id = ?1), verdict = NULL, calls = 0"
        " WHERE id = ?5",
        (node.id, not node.answers, node.recording.started_at, model, conversation_id),
    )


def note_end(connection: sqlite3.Connection, run_id: str, outcome: str | None, calls: int) -> None:
    """Note how a run ended, if it is the last of its conversation."""
    connection.execute(
        "UPDATE conversation SET verdict = ?, calls = ?"
        " WHERE last_run = (SELECT number FROM run WHERE id = ?)",
        (outcome, calls, run_id),
    )


_SUMMARY: Final = (
    "SELECT id, title, asked_at, turns, model, verdict, calls, pinned, source"
    " FROM conversation WHERE last_run IS NOT NULL"
)


def read_summaries(
    connection: sqlite3.Connection, limit: int, source: Source | None = None
) -> list[ConversationSummary]:
    """The conversations of a source, of all for None: pinned ones first, most recent run first.

    Of a single source, those that are pinned have no precedence.
    """
    if source is None:
        pinned_first = f"{_SUMMARY} ORDER BY pinned DESC, last_run DESC LIMIT ?"
        rows = connection.execute(pinned_first, (limit,))
    else:
        latest = f"{_SUMMARY} AND source = ? ORDER BY last_run DESC LIMIT ?"
        rows = connection.execute(latest, (source, limit))
    return _summaries(rows)


def read_some(connection: sqlite3.Connection, ids: Iterable[str]) -> list[ConversationSummary]:
    """The conversations with these ids, in their order; those that were deleted are left out."""
    statement = f"{_SUMMARY} AND id = ?"
    return _summaries(row for id_ in ids for row in connection.execute(statement, (id_,)))


def _summaries(rows: Iterable[tuple[Any, ...]]) -> list[ConversationSummary]:
    return [
        ConversationSummary(
            id_,
            title,
            asked_at,
            turns,
            model,
            Outcome(outcome) if outcome else None,
            calls,
            bool(pinned),
            parse_source(source_),
        )
        for id_, title, asked_at, turns, model, outcome, calls, pinned, source_ in rows
    ]
