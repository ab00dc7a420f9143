"""The prompts of all conversations that have certain words, the newest first.

They are read in pages, so that what is written meanwhile never waits for long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

_PAGE: Final = 5_000
"""Runs that are looked at in one go."""
_FUZZY: Final = 20_000
"""The latest runs in which letters in order are looked for, which takes longer."""

Query = Callable[[Callable[[sqlite3.Connection], Any]], Any]


class PastPrompt(NamedTuple):
    """A prompt that was sent; its texts are raw."""

    text: str
    started_at: str
    title: str
    """That of its conversation."""


def past_prompts(
    run_query: Query, words: str, limit: int, is_wanted: Callable[[], bool] = lambda: True
) -> Sequence[PastPrompt]:
    """The latest prompts that have all words; if there are none, all letters in order.

    Equal prompts count once. Nothing more is read once `is_wanted` is false.
    """
    parts = words.split()
    prompts = _with_patterns(run_query, [f"%{_escape(part)}%" for part in parts], limit, is_wanted)
    if prompts or not parts:
        return prompts
    fuzzy = ["%" + "%".join(_escape(letter) for letter in part) + "%" for part in parts]
    return _with_patterns(run_query, fuzzy, limit, is_wanted, most=_FUZZY)


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _with_patterns(
    run_query: Query,
    patterns: Sequence[str],
    limit: int,
    is_wanted: Callable[[], bool],
    most: int | None = None,
) -> Sequence[PastPrompt]:
    conditions = "".join(" AND prompt LIKE ? ESCAPE '\\'" for _ in patterns)
    # The prompt stands before the request in its row: all that follows would be slow to read.
    statement = (
        "SELECT prompt, started_at, conversation.title FROM run CROSS JOIN conversation"  # noqa: S608 (values are bound)
        " ON conversation.id = conversation_id WHERE number > ? AND number <= ?"
        f" AND prompt <> '' AND source = ''{conditions} ORDER BY number DESC LIMIT ?"
    )

    def rows(statement: str, *values: object) -> list[tuple[Any, ...]]:
        return list(run_query(lambda connection: connection.execute(statement, values).fetchall()))

    prompts: dict[str, PastPrompt] = {}
    end = rows("SELECT max(number) FROM run")[0][0] or 0
    first = 0 if most is None else end - most
    while end > max(0, first) and len(prompts) < limit and is_wanted():
        for row in rows(statement, end - _PAGE, end, *patterns, limit):
            prompts.setdefault(row[0], PastPrompt(*row))
        end -= _PAGE
    return list(prompts.values())[:limit]
