"""Which conversations have what was typed in their titles."""

from __future__ import annotations

from ppchat.adapters.store.store import ConversationSummary
from ppchat.core.search.query import SearchQuery


class TitleFilter:
    """The words of a query, each of which is to be in the title or in the name of the model."""

    def __init__(self, query: SearchQuery = SearchQuery()) -> None:  # noqa: B008
        self._words = [term.text.casefold() for term in query.terms]
        self._excluded = [term.text.casefold() for term in query.excluded]
        self._model = query.model
        self._is_of_texts = bool(query.kind or query.finding or query.since)
        """Whether it asks for what only texts have."""

    def __call__(self, summary: ConversationSummary) -> bool:
        """Whether a conversation is listed for its title."""
        if self._is_of_texts or self._model not in summary.model.casefold():
            return False
        text = f"{summary.title}\n{summary.model}".casefold()
        return all(word in text for word in self._words) and not any(
            word in text for word in self._excluded
        )
