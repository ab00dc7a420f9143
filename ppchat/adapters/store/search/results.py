"""What a search of the store gives: values without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ppchat.adapters.store.rows.summaries import ConversationSummary
from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.response.outcome import Outcome
from ppchat.core.search.excerpt import Excerpt
from ppchat.core.search.texts import TextKind


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A text that a query asks for. What it says is not sanitized."""

    conversation_id: str
    title: str
    run_id: str
    model: str
    asked_at: str
    """When the prompt of the turn was sent: wall time, ISO 8601 with zone."""
    outcome: Outcome | None
    kind: TextKind
    excerpt: Excerpt
    part: PartKey | None
    """The part of the answer that has the hit, as of `SearchText`."""
    offset: int
    """The first character of the hit in that part."""
    match: str
    """The words at the hit as they stand there; empty where no words were asked for."""


class SearchResult(NamedTuple):
    """The hits of a query."""

    hits: tuple[SearchHit, ...] = ()
    conversations: tuple[ConversationSummary, ...] = ()
    """Those that have the hits, in the order of their first ones."""
    problem: str = ""
    """Why there may be more, in words; empty if these are all that were asked for."""
    unindexed: int = 0
    """How many ended answers could not be searched, as they are not indexed yet."""


class Limits(NamedTuple):
    """How much is searched for."""

    hits: int = 100
    per_conversation: int = 0
    """Hits of one conversation, 0 for any number."""
    checked: int = 0
    """Answers that are checked for a finding, 0 for any number."""
