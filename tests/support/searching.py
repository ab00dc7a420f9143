"""Helpers for the tests of the search."""

from __future__ import annotations

from datetime import UTC, datetime

from ppchat.adapters.store.search.results import Limits, SearchResult
from ppchat.adapters.store.store import Store
from ppchat.core.search.query import parse_query

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)


def search_for(store: Store, text: str, limits: Limits | None = None) -> SearchResult:
    """The result of what a user types."""
    return store.texts.search(parse_query(text, NOW), limits)


def runs_with(store: Store, text: str) -> list[str]:
    """The runs that have what a user types, each once, the most recent first."""
    return list(dict.fromkeys(hit.run_id for hit in search_for(store, text).hits))
