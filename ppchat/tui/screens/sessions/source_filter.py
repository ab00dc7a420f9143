"""Which conversations are listed, by where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ppchat.adapters.store.store import ConversationSummary
from ppchat.core.chat.source import Source

_STEPS: Final[tuple[tuple[str, frozenset[Source]], ...]] = (
    ("", frozenset({Source.OWN})),
    ("all", frozenset(Source)),
    ("from the proxy", frozenset({Source.PROXY})),
    ("imported", frozenset({Source.IMPORT})),
)
"""What is listed, in words, and its sources; one's own need no word."""


class SourceFilter:
    """Lists one's own conversations until the user wants others, or has only others."""

    def __init__(self) -> None:
        self._index = 0
        self._present: frozenset[Source] = frozenset()

    def update(self, summaries: Iterable[ConversationSummary]) -> None:
        """Take note of the conversations that there are."""
        self._present = frozenset(summary.source for summary in summaries)
        if self._present and not self._present & _STEPS[self._index][1]:
            self._index = 1

    @property
    def can_step(self) -> bool:
        """Whether there is more than one source."""
        return len(self._present) > 1

    @property
    def label(self) -> str:
        """What is listed, in words; empty for one's own, or if there are no others."""
        return _STEPS[self._index][0] if self.can_step else ""

    @property
    def others(self) -> str:
        """What is not listed, in words, while one's own are; empty for nothing."""
        words = {Source.PROXY: "what the proxy recorded", Source.IMPORT: "what was imported"}
        hidden = [word for source, word in words.items() if source in self._present]
        return " and ".join(hidden) if self._index == 0 and self.can_step else ""

    def step(self) -> None:
        """List the next sources that have conversations."""
        steps = (*range(self._index + 1, len(_STEPS)), *range(self._index + 1))
        self._index = next(index for index in steps if _STEPS[index][1] & self._present)

    def select(self, summaries: Sequence[ConversationSummary]) -> list[ConversationSummary]:
        """Those that are listed."""
        sources = _STEPS[self._index][1]
        return [summary for summary in summaries if summary.source in sources]
