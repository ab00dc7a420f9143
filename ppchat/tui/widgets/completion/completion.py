"""Opens, fills and closes the list of completions of a prompt."""

# A source is asked from its character on, until the cursor leaves the word that it completes or
# escape closes the list. While no list is open, a key costs nothing but a look at whether it is
# such a character.

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from textual.widget import Widget
from textual.widgets import TextArea

from ppchat.tui.widgets.completion.completion_list import CompletionList
from ppchat.tui.widgets.completion.source import Candidate, Candidates, CompletionSource


class Completion:
    """What is completed at the cursor of a prompt."""

    def __init__(self, room: Widget, prompt: TextArea, sources: Sequence[CompletionSource]) -> None:
        """The list appears in `room`, right above the prompt."""
        self._room = room
        self._prompt = prompt
        self._sources = {source.trigger: source for source in sources}
        self._list = CompletionList()
        self._source: CompletionSource | None = None
        self._shown_word = ""
        """The word whose candidates are shown; another may be typed already."""
        self.is_open = False
        """Whether the list is shown."""

    @property
    def is_active(self) -> bool:
        """Whether a word is being completed; there may be no candidate for it."""
        return self._source is not None

    def begin(self, trigger: str) -> None:
        """Complete the word that begins with this character, unless it is part of another one."""
        self._source = self._source or self._sources.get(trigger)

    def update(self) -> None:
        """Ask for the candidates of the word before the cursor."""
        source = self._source
        if source is None:
            return
        if self._word is None:
            self.close()
        else:
            _, before = self._place()
            fill: Callable[[], Awaitable[None]] = partial(self._fill, source, before)
            self._prompt.run_worker(fill, group="completion", exclusive=True)

    @property
    def _word(self) -> str | None:
        """The word before the cursor; None if there is none to complete."""
        row, before = self._place()
        return self._source.word(before, row) if self._source else None

    def _place(self) -> tuple[int, str]:
        row, column = self._prompt.cursor_location
        return row, self._prompt.document.get_line(row)[:column]

    async def _fill(self, source: CompletionSource, before: str) -> None:
        candidates = await source.candidates(before)
        if source is self._source and self._place()[1] == before:
            await self._show(candidates)

    async def _show(self, candidates: Candidates) -> None:
        is_open = bool(candidates.rows or candidates.note)
        if is_open and not self._list.is_attached:
            await self._room.mount(self._list, before=self._prompt)
        self._list.styles.max_width = self._prompt.styles.max_width
        self._list.show_candidates(candidates)
        self._shown_word = self._word or ""
        self._set_open(is_open)

    def _set_open(self, is_open: bool) -> None:
        self._list.display = is_open
        if is_open != self.is_open:
            self.is_open = is_open
            self._prompt.refresh_bindings()

    def close(self) -> None:
        """Close the list; the text stays as it is."""
        self._source = None
        self._prompt.workers.cancel_group(self._prompt, "completion")
        self._set_open(False)

    def move(self, by: int) -> bool:
        """Highlight the next or the previous candidate; False if no list is open."""
        if self.is_open:
            self._list.move(by)
        return self.is_open

    def take(self, *, by_enter: bool) -> bool:
        """Use the highlighted candidate; False if the key is to do what it does without a list.

        Enter leaves alone what is complete; tab takes the first where none is highlighted.
        """
        candidate = self._list.candidate if self.is_open else None
        if candidate is None and self.is_open and not by_enter:
            self._list.move(1)
            candidate = self._list.candidate
        if candidate is None:
            return self.is_open and not by_enter
        word = self._word
        is_complete = candidate.replacement.rstrip() == word and candidate.run is None
        if word is None or (is_complete and by_enter):
            self.close()
            return False
        if word == self._shown_word:  # else the list is about to show what is meant
            self._use(candidate)
        return True

    def take_row(self, index: int) -> None:
        """Use the candidate that was clicked."""
        self._use(self._list.at(index))
        self._prompt.focus()

    def _use(self, candidate: Candidate) -> None:
        row, column = self._prompt.cursor_location
        start = (row, column - len(self._word or ""))
        self._prompt.replace(
            candidate.replacement, start, (row, column), maintain_selection_offset=False
        )
        if candidate.run is not None:
            self.close()
            candidate.run()
