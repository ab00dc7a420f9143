"""The rows of the conversations, one of them highlighted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from textual.widgets import OptionList

from ppchat.adapters.store.store import Summary
from ppchat.tui.screens.sessions.session_row import rows


class SessionList(OptionList, can_focus=False):
    """Keeps its highlight as the rows change; the keys are those of the line above it."""

    DEFAULT_CSS = """
    SessionList {
        border: none;
        height: 1fr;
        padding: 0 1;
        background: $surface;
        scrollbar-size-vertical: 1;
        & > .option-list--option { padding: 0 1 0 0; }
        & > .option-list--option-disabled { color: $text-muted; }
        & > .option-list--option-highlighted {
            background: $primary-muted;
            color: $foreground;
            text-style: none;
        }
    }
    """

    @property
    def chosen(self) -> str | None:
        """The id of the conversation that is highlighted."""
        option = self.highlighted_option
        return option.id if option else None

    def show(self, summaries: Sequence[Summary], now: datetime, marks: Collection[str]) -> None:
        """Draw these; what was highlighted stays so, else what stands in its place is."""
        chosen, place = self.chosen, self.highlighted
        width = self.scrollable_content_region.width - 1
        self.clear_options()
        self.add_options(rows(summaries, now, width, marks))
        if any(each.id == chosen for each in summaries):
            assert chosen
            self.highlighted = self.get_option_index(chosen)
        elif summaries:
            self.highlighted = min(place or 0, self.option_count - 1)
            if self.get_option_at_index(self.highlighted).disabled:
                self.action_cursor_down()
