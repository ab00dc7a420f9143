"""The prompts of all conversations, found as one types."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from textual import on, work
from textual.widgets import Input
from textual.worker import get_current_worker

from ppchat.adapters.store.past_prompts import PastPrompt
from ppchat.core.chat.conversation import title
from ppchat.core.text.dates import format_day
from ppchat.core.text.display import pluralize
from ppchat.tui.dialogs.choice import Choice
from ppchat.tui.dialogs.prompts.preview_picker import PreviewPicker

SHOWN: Final = 200
"""Prompts that are listed at once; what is typed finds the others."""

Find = Callable[[str, int, Callable[[], bool]], Sequence[PastPrompt]]
"""The latest prompts with certain words, as many as wanted, as long as they are; waits."""


class HistoryPicker(PreviewPicker):
    """Earlier prompts, the newest first, each with its day and its conversation."""

    def __init__(self, prompts: Sequence[PastPrompt], find: Find) -> None:
        """`prompts` are the latest ones."""
        self._prompts = prompts
        super().__init__(_choices(prompts), "Earlier prompts", "Type to find one", str)
        self._find = find
        self._is_searching = False
        self._chooses_next = False
        """Whether enter was pressed before what was typed was found."""

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.prevent_default()  # the picker would look through what is listed alone
        if self.is_active:
            self._is_searching, self._chooses_next = True, False
            self._search(event.value)

    @work(group="history_search", exclusive=True)
    async def _search(self, words: str) -> None:
        worker = get_current_worker()
        prompts = await asyncio.to_thread(self._find, words, SHOWN, lambda: not worker.is_cancelled)
        self.replace_choices(_choices(prompts))
        self._is_searching = False
        if self._chooses_next:
            super().action_choose()

    def action_choose(self) -> None:
        """Close with the highlighted prompt, once what was typed is looked for."""
        if self._is_searching:
            self._chooses_next = True
        else:
            super().action_choose()

    def matches(self, query: str) -> Sequence[Choice]:  # noqa: ARG002
        return tuple(self._choices.values())


def _choices(prompts: Sequence[PastPrompt]) -> list[Choice]:
    now = datetime.now().astimezone()
    return [
        Choice(
            prompt.text,
            _first_line(prompt.text),
            f"{prompt.title[:30]} · {format_day(prompt.started_at, now)}",
        )
        for prompt in prompts
    ]


def _first_line(text: str) -> str:
    more = text.strip().count("\n")
    line = text.strip().partition("\n")[0] or title(text)
    return f"{line} (+{pluralize(more, 'line')})" if more else line
