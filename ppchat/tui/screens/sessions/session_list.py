"""The list of conversations and of the hits in them, one row highlighted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final

from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ppchat.adapters.store.search.results import SearchHit, SearchResult
from ppchat.adapters.store.store import ConversationSummary
from ppchat.tui.screens.sessions.hit_row import hit_row
from ppchat.tui.screens.sessions.session_row import other_rows, rows

_NO_HITS = SearchResult()
_BATCH: Final = 200
"""Rows that are drawn at once; more follow when the highlight or the window comes near their end.

A row takes as long as a hundred events do to arrive: years of conversations are thousands of rows.
"""


class SessionList(OptionList, can_focus=False):
    """Keeps its highlight while the rows change; the input above it takes the keys."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._hits: dict[str, SearchHit] = {}
        """By the ids of their rows; the first of those that a row stands for."""
        self._rest: Iterator[Option] = iter(())
        """The rows below those that are drawn."""

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
        options = chain(
            rows(summaries, now, width, marks),
            other_rows(others, now, width, marks, is_first=not summaries),
        )
        self._hits = {}
        for hit in reversed(result.hits):
            if hit.conversation_id not in listed:
                self._hits[hit.conversation_id] = hit
        self._rest = self._with_hits(options, result, width) if result.hits else options
        self._extend()
        while self.option_count <= (index or 0) and self._extend():
            pass
        if previous and (previous.id in listed or result.hits):
            while previous.id not in self._drawn_ids and self._extend():
                pass
        if previous and previous.id in self._drawn_ids:
            assert previous.id
            self.highlighted = self.get_option_index(previous.id)
        elif self.option_count:
            self.highlighted = min(index or 0, self.option_count - 1)
            if self.get_option_at_index(self.highlighted).disabled:
                self.action_cursor_down()

    @property
    def _drawn_ids(self) -> set[str | None]:
        return {option.id for option in self.options}

    def _extend(self, count: int | None = _BATCH) -> bool:
        """Draw more rows, all of them for None; False if there are none."""
        options = list(islice(self._rest, count))
        if options:
            self.add_options(options)
        return bool(options)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Draw more rows before the highlight comes to their end."""
        super().watch_highlighted(highlighted)
        if highlighted is not None and highlighted > self.option_count - _BATCH // 2:
            self._extend()

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Draw more rows before their end comes into sight."""
        super().watch_scroll_y(old, new)
        if new > self.max_scroll_y - self.size.height:
            self._extend()

    def action_last(self) -> None:
        """Highlight the last row of all."""
        self._extend(None)
        super().action_last()

    def _with_hits(
        self, options: Iterable[Option], result: SearchResult, width: int
    ) -> Iterator[Option]:
        for option in options:
            yield option
            hits = (hit for hit in result.hits if hit.conversation_id == option.id)
            for number, hit in enumerate(hits):
                row = hit_row(hit, number, width)
                self._hits[row.id or ""] = hit
                yield row
