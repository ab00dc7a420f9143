"""The list of conversations, one of them highlighted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from textual.widgets import OptionList

from ppchat.adapters.store.store import ConversationSummary
from ppchat.tui.screens.sessions.session_row import rows


class SessionList(OptionList, can_focus=False):
    """Keeps its highlight while the rows change; the input above it takes the keys."""

    @property
    def highlighted_id(self) -> str | None:
        """The id of the highlighted conversation."""
        option = self.highlighted_option
        return option.id if option else None

    def show(
        self, summaries: Sequence[ConversationSummary], now: datetime, marks: Collection[str]
    ) -> None:
        """Draw these; the highlighted one stays so, else the one in its place is highlighted."""
        previous_id, index = self.highlighted_id, self.highlighted
        width = self.scrollable_content_region.width - 1
        self.clear_options()
        self.add_options(rows(summaries, now, width, marks))
        if any(summary.id == previous_id for summary in summaries):
            assert previous_id
            self.highlighted = self.get_option_index(previous_id)
        elif summaries:
            self.highlighted = min(index or 0, self.option_count - 1)
            if self.get_option_at_index(self.highlighted).disabled:
                self.action_cursor_down()
