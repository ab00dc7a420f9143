"""What is read from the index: the hits of a query, the most recent first."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import compress
from typing import Any, Final

from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.rows import queries
from ppchat.adapters.store.rows.summaries import ConversationSummary, read_some, read_summaries
from ppchat.adapters.store.search.fts5 import TOKENIZER, has_fts5, has_index
from ppchat.adapters.store.search.index import count_unindexed, to_seconds
from ppchat.adapters.store.search.results import Limits, SearchHit, SearchResult
from ppchat.core.checks.run import findings
from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.response.outcome import Outcome
from ppchat.core.search.excerpt import (
    MATCH_END,
    MATCH_START,
    MatchSpan,
    excerpt,
    read_matches,
)
from ppchat.core.search.query import SearchQuery, Term
from ppchat.core.search.texts import TextKind
from ppchat.core.search.words import from_indexed, to_indexed

NO_FTS5: Final = "This Python's SQLite has no full-text search (FTS5), so texts are not searched."
_MAX_READ: Final = 20_000
"""Texts with all words that are looked at, before a search with a limit per conversation ends."""


def search(
    connection: sqlite3.Connection,
    query: SearchQuery,
    limits: Limits,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> SearchResult:
    """The hits of a query, the most recent first."""
    if not has_fts5(connection):
        return SearchResult(problem=NO_FTS5)
    if query.obstacle:
        return SearchResult(problem=query.obstacle)
    unindexed = count_unindexed(connection)
    if not has_index(connection):
        return SearchResult(unindexed=unindexed)
    ids: list[int] = []
    in_conversation: Counter[str] = Counter()
    check = _FindingCheck(connection, query.finding, limits.checked)
    for n, (id_, run, conversation_id) in enumerate(_candidates(connection, query)):
        if is_cancelled() or (limits.per_conversation and n > _MAX_READ) or check.is_over:
            break
        if limits.per_conversation and in_conversation[conversation_id] >= limits.per_conversation:
            continue
        if check.passes(run):
            in_conversation[conversation_id] += 1
            ids.append(id_)
            if len(ids) >= limits.hits:
                break
    hits = _read_hits(connection, query, ids)
    conversations = read_some(connection, in_conversation)
    return SearchResult(tuple(hits), tuple(conversations), check.problem, unindexed)


def _candidates(
    connection: sqlite3.Connection, query: SearchQuery
) -> Iterator[tuple[int, int, str]]:
    """The texts that a query asks for, but for its finding: id, number of the run, conversation."""
    tables, order, conditions = "search_text", "search_text.id", ["search_text.run NOT NULL"]
    values: list[Any] = []
    if expression := match_expression(query):
        # The order of the joins is ours: the index gives its rows in descending order by itself.
        tables = "search_index CROSS JOIN search_text ON search_text.id = search_index.rowid"
        order = "search_index.rowid"
        conditions.append("search_index MATCH ?")
        values.append(expression)
    if query.kind:
        conditions.append("search_text.kind = ?")
        values.append(query.kind)
    if query.model:
        conditions.append("instr(lower(search_text.model), ?)")
        values.append(query.model)
    if query.since:
        conditions.append("search_text.at >= ?")
        values.append(int(query.since.timestamp()))
    statement = (
        f"SELECT search_text.id, run, conversation_id FROM {tables}"  # noqa: S608
        f" WHERE {' AND '.join(conditions)} ORDER BY {order} DESC"
    )
    return connection.execute(statement, values)


def match_expression(query: SearchQuery) -> str:
    """The words of a query as FTS5 reads them: all quoted, so that none is an operator."""
    if not query.terms:
        return ""
    wanted = " AND ".join(map(_phrase, query.terms))
    return " NOT ".join([f"({wanted})", *map(_phrase, query.excluded)])


def _phrase(term: Term) -> str:
    text = to_indexed(term.text).replace('"', '""')
    return f'"{text}"{" *" if term.is_prefix else ""}'


class _FindingCheck:
    """Checks answers for a finding; they are checked when a search meets them."""

    def __init__(self, connection: sqlite3.Connection, rule: str, limit: int) -> None:
        self._connection, self._rule, self._limit = connection, rule, limit
        self._passes: dict[int, bool] = {}

    @property
    def is_over(self) -> bool:
        """Whether no further answer is to be checked."""
        return bool(self._limit) and len(self._passes) >= self._limit

    @property
    def problem(self) -> str:
        """That not all were checked, in words."""
        return f"Only {self._limit} answers were checked for findings." if self.is_over else ""

    def passes(self, run: int) -> bool:
        """Whether the answer of a run has the finding, if one is asked for."""
        if not self._rule:
            return True
        if run not in self._passes:
            self._passes[run] = self._has_finding(run)
        return self._passes[run]

    def _has_finding(self, run: int) -> bool:
        for stored in queries.read_runs(self._connection, "number = ?", str(run)):
            try:
                codes = [finding.code for finding in findings(stored.recording())]
            except StoreError:
                return False
            return any(self._rule in code for code in codes)
        return False


def _read_hits(
    connection: sqlite3.Connection, query: SearchQuery, ids: Sequence[int]
) -> Iterator[SearchHit]:
    """The hits of these texts, in their order; without those that were deleted meanwhile."""
    statement = (
        "SELECT search_text.conversation_id, title, run.id, run.model, started_at, run.verdict,"
        " kind, part, text FROM search_text JOIN run ON run.number = search_text.run"
        " JOIN conversation ON conversation.id = search_text.conversation_id"
        " WHERE search_text.id = ?"
    )
    rows = [row for id_ in ids for row in connection.execute(statement, (id_,))]
    texts = _highlight([row[-1] for row in rows], match_expression(query))
    for row, marked in zip(rows, texts, strict=True):
        conversation_id, title, run_id, model, asked_at, verdict, kind, part, _ = row
        text, matches = read_matches(from_indexed(marked))
        first = matches[0] if matches else MatchSpan(0, 0)
        yield SearchHit(
            *(conversation_id, title, run_id, model, asked_at),
            Outcome(verdict) if verdict else None,
            TextKind(kind),
            excerpt(text, matches),
            _to_part(part),
            first.start,
            text[slice(*first)],
        )


def _highlight(texts: Sequence[str], expression: str) -> list[str]:
    """The texts with marks around what the expression matches.

    By an index of these texts alone: of a large one, FTS5 would look up each word with a given
    beginning once per text.
    """
    if not expression:
        return list(texts)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE t USING fts5 (text, {TOKENIZER})")
        connection.executemany("INSERT INTO t (rowid, text) VALUES (?, ?)", enumerate(texts, 1))
        rows = connection.execute(
            "SELECT rowid, highlight(t, 0, ?, ?) FROM t WHERE t MATCH ?",
            (MATCH_START, MATCH_END, expression),
        )
        marked = dict(rows.fetchall())
    return [marked.get(n, text) for n, text in enumerate(texts, 1)]


def find_titles(connection: sqlite3.Connection, query: SearchQuery) -> list[ConversationSummary]:
    """The conversations that have the words in their titles; none where only texts can be hits."""
    expression = match_expression(query)
    if not expression or query.kind or query.finding or not has_fts5(connection):
        return []
    since = query.since.timestamp() if query.since else 0
    summaries = [
        summary
        for summary in read_summaries(connection, -1, None)
        if query.model in summary.model.casefold() and to_seconds(summary.asked_at) >= since
    ]
    titles = [to_indexed(summary.title) for summary in summaries]
    marked = _highlight(titles, expression)
    return list(compress(summaries, map(str.__ne__, titles, marked)))


def _to_part(text: str | None) -> PartKey | None:
    if text is None:
        return None
    output_index, kind, part_index = json.loads(text)
    return output_index, kind, part_index
