"""The list of conversations and of the hits in them, one row highlighted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ppchat.adapters.store.search.results import SearchHit, SearchResult
from ppchat.adapters.store.store import ConversationSummary
from ppchat.tui.screens.sessions.hit_row import hit_row
from ppchat.tui.screens.sessions.session_row import other_rows, rows

_NO_HITS = SearchResult()


class SessionList(OptionList, can_focus=False):
    """Keeps its highlight while the rows change; the input above it takes the keys."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._hits: dict[str, SearchHit] = {}
        """By the ids of their rows; the first of those that a row stands for."""

    @property
    def highlighted_id(self) -> str | None:
        """The id of the highlighted conversation, or of that of the highlighted hit."""
        hit, option = self.highlighted_hit, self.highlighted_option
        return hit.conversation_id if hit else option.id if option else None

    @property
    def highlighted_hit(self) -> SearchHit | None:
        """The highlighted hit, or the first one of a conversation that is listed for its texts."""
        option = self.highlighted_option
        return self._hits.get(option.id or "") if option else None

    def show(
        self,
        summaries: Sequence[ConversationSummary],
        now: datetime,
        marks: Collection[str],
        result: SearchResult = _NO_HITS,
    ) -> None:
        """Draw these, then the other conversations that have hits; each above its hits.

        The highlighted row stays so, else the one in its place is highlighted.
        """
        previous, index = self.highlighted_option, self.highlighted
        width = self.scrollable_content_region.width - 1
        listed = {summary.id for summary in summaries}
        others = [summary for summary in result.conversations if summary.id not in listed]
        self.clear_options()
        options = [*rows(summaries, now, width, marks), *other_rows(others, now, width, marks)]
        self._hits = {}
        for hit in reversed(result.hits):
            if hit.conversation_id not in listed:
                self._hits[hit.conversation_id] = hit
        self.add_options(self._with_hits(options, result, width) if result.hits else options)
        if previous and any(option.id == previous.id for option in self.options):
            assert previous.id
            self.highlighted = self.get_option_index(previous.id)
        elif options:
            self.highlighted = min(index or 0, self.option_count - 1)
            if self.get_option_at_index(self.highlighted).disabled:
                self.action_cursor_down()

    def _with_hits(
        self, options: Sequence[Option], result: SearchResult, width: int
    ) -> Iterator[Option]:
        for option in options:
            yield option
            hits = (hit for hit in result.hits if hit.conversation_id == option.id)
            for number, hit in enumerate(hits):
                row = hit_row(hit, number, width)
                self._hits[row.id or ""] = hit
                yield row
