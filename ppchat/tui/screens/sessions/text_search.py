"""Searches the texts of all conversations while the user types, without delaying a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from textual.screen import Screen

from ppchat.adapters.store.search.results import Limits, SearchResult
from ppchat.adapters.store.store import Store, StoreError
from ppchat.core.search.query import SearchQuery, parse_query
from ppchat.core.text.display import pluralize

_PAUSE_S: Final = 0.1
"""Seconds after the last key; a search for what is still being typed would be in vain."""
_LIMITS: Final = Limits(hits=150, per_conversation=3, checked=200)


class TextSearch:
    """The hits of what was typed last; earlier searches are dropped."""

    def __init__(self, screen: Screen[Any], store: Store, on_result: Callable[[], None]) -> None:
        """`on_result` is called when there are other hits than before."""
        self._screen, self._store, self._on_result = screen, store, on_result
        self._number = 0
        self.result = SearchResult()
        self.is_asked = False
        """Whether there is any text to search for."""
        self.is_searching = False
        """Whether the result is that of an earlier text."""

    def hits_in(self, conversation_ids: Iterable[str]) -> SearchResult:
        """The result without what is in other conversations."""
        ids = frozenset(conversation_ids)
        return self.result._replace(
            hits=tuple(hit for hit in self.result.hits if hit.conversation_id in ids),
            conversations=tuple(each for each in self.result.conversations if each.id in ids),
        )

    def message(self, *, is_title_found: bool) -> str:
        """What there is to say about the hits; `is_title_found` if any title has the words."""
        result = self.result
        if result.problem:
            return result.problem
        if self.is_searching and not (is_title_found or result.hits):
            return "Searching…"
        if result.unindexed and self.is_asked:
            verb = "is" if result.unindexed == 1 else "are"
            return f"{pluralize(result.unindexed, 'answer')} {verb} still to be indexed."
        if not (is_title_found or result.hits):
            return "No title, model or text has all these words."
        return ""

    def ask(self, text: str, now: datetime) -> SearchQuery:
        """Search for a text as it is typed; what it asks for."""
        query = parse_query(text, now, is_typing=True)
        self._number += 1
        self.is_asked = bool(text.strip())
        self.is_searching = len(text.encode()) > 1 and not query.obstacle
        if self.is_searching:
            work = self._search(query, self._number)
            self._screen.run_worker(work, group="search", exclusive=True)
        else:
            self.result = SearchResult(problem=query.problem)
        return query

    async def _search(self, query: SearchQuery, number: int) -> None:
        await asyncio.sleep(_PAUSE_S)
        try:
            result = await asyncio.to_thread(
                self._store.texts.search, query, _LIMITS, lambda: number != self._number
            )
        except StoreError as error:
            result = SearchResult(problem=f"{error}.".capitalize())
        if number == self._number and self._screen.is_attached:
            self.result, self.is_searching = result, False
            self._on_result()
