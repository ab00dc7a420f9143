"""The list of saved conversations: search, open, rename, delete and compare them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from ppchat.adapters.store.search.results import SearchHit, SearchResult
from ppchat.adapters.store.store import ConversationSummary, Store, StoreError
from ppchat.core.chat.conversation import Node
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.dialogs.dialog import Dialog
from ppchat.tui.navigation import StoredComparisonRequested
from ppchat.tui.screens.sessions.bindings import BINDINGS
from ppchat.tui.screens.sessions.session_list import SessionList
from ppchat.tui.screens.sessions.session_row import title
from ppchat.tui.screens.sessions.source_filter import SourceFilter
from ppchat.tui.screens.sessions.text_search import TextSearch
from ppchat.tui.screens.sessions.title_filter import TitleFilter
from ppchat.tui.style.strip import fit_width
from ppchat.tui.terminal.app import TerminalApp

NEW: Final = ""
"""The result of the screen when the user wants a new conversation."""


class SessionsScreen(Dialog[str | SearchHit | None]):
    """A list to pick from; its result is a conversation's id, a hit in one, `NEW`, or None.

    Deleted conversations can be restored until the screen closes: only then does the store delete
    them. Marked conversations are compared with one another, a single one with `reference`.
    """

    app = getters.app(TerminalApp)

    BINDING_GROUP_TITLE = "Conversations"

    DEFAULT_CSS = """
    SessionsScreen {
        & > #box { width: 112; height: 96%; }
        & #message { color: $text-muted; }
        & SessionList { height: 1fr; padding: 0 1; scrollbar-gutter: stable; }
        & .option-list--option { padding: 0 1 0 0; }
        & .option-list--option-highlighted { text-style: none; }
        &.-short > #box { width: 100%; height: 100%; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        *,
        reference: Node | None = None,
        comparing: bool = False,
        search: str = "",
    ) -> None:
        """A single conversation is compared with `reference`; `comparing` allows nothing else.

        It opens with what is listed for `search`.
        """
        super().__init__()
        self._store = store
        self._now = now
        self._reference = reference
        self._comparing = comparing
        self._hint = f"Search titles and texts, enter {'compares' if comparing else 'opens'}"
        self._caption = "Compare with" if comparing else "Conversations"
        self.heading = self._caption
        self._all: list[ConversationSummary] = []
        self._deleted: list[ConversationSummary] = []
        self._marks: list[str] = []
        self._renaming: ConversationSummary | None = None
        self._filter = ""
        self._title_filter = TitleFilter()
        self._initial = search
        self._sources = SourceFilter()
        self._search = TextSearch(self, store, self._show)

    def contents(self) -> ComposeResult:
        """The input above the list of conversations."""
        yield Input(self._initial, placeholder=self._hint)
        yield SessionList(markup=False)

    def on_mount(self) -> None:
        """Start to load the conversations."""
        self._load()

    @property
    def deleted(self) -> frozenset[str]:
        """The ids of the conversations that are deleted once the screen closes."""
        return frozenset(summary.id for summary in self._deleted)

    def on_unmount(self) -> None:
        """Delete for good what was not restored."""
        for summary in self._deleted:
            self._store.delete(summary.id)

    @work(exclusive=True)
    async def _load(self) -> None:
        problem = ""
        with self.app.hold_keys():  # those typed meanwhile are meant for the list
            try:
                self._all = await asyncio.to_thread(self._store.conversations)
            except StoreError as error:
                problem = str(error)
            self._sources.update(self._all)
            self._show()
        if problem and self.is_attached:
            self.show_message(problem)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002
        """Draw the rows as wide as the list."""
        self.call_after_refresh(self._show)

    # What is shown.

    def _matches(self) -> list[ConversationSummary]:
        deleted = self.deleted
        return [
            summary
            for summary in self._sources.select(self._all)
            if summary.id not in deleted and self._title_filter(summary)
        ]

    @property
    def _hits(self) -> SearchResult:
        """The hits in conversations that are listed."""
        sources, deleted = self._sources, self.deleted
        return self._search.hits_in(
            summary.id
            for summary in sources.select(self._search.result.conversations)
            if summary.id not in deleted
        )

    def _show(self) -> None:
        """Redraw the list, its count and its message, unless the screen is closed by now."""
        matches = self._matches()
        if not (sessions := self.query(SessionList)):
            return
        result = self._hits
        sessions.first().show(matches, self._now(), self._marks, result)
        listed = self._sources.select(self._all)
        count = len(listed) - sum(summary.id in self.deleted for summary in listed)
        shown = {summary.id for summary in (*matches, *result.conversations)}
        number = f"{len(shown)} of {count}" if self._filter else str(count)
        caption = " · ".join(filter(None, (self._caption, self._sources.label)))
        self.query_one("#box").border_title = f"{caption}  {number}"
        self.show_message(self._message(matches))
        self.refresh_bindings()

    def _message(self, matches: Sequence[ConversationSummary]) -> str:
        """What there is to say about the list."""
        if self._renaming:
            return "Enter saves the new title, esc keeps the old one."
        if self._deleted:
            name = fit_width(title(self._deleted[-1]), 40).rstrip()
            more = f" and {len(self._deleted) - 1} more" if self._deleted[1:] else ""
            verb = "They" if more else "It"
            return f"Deleted “{name}”{more}. {verb} can be restored until this list closes."
        if self._marks:
            return f"{len(self._marks)} marked for comparison."
        if not self._all:
            return "No conversations yet. They appear here once you send a prompt."
        message = self._search.message(is_title_found=bool(matches))
        others = self._sources.others
        return message or (f"Not listed: {others}. ctrl+f shows it." if others else "")

    @property
    def action_words(self) -> dict[str, str]:
        """What a key does where that is not what its binding says."""
        current = self._current
        return {"pin": "unpin"} if current and current.pinned else {}

    @property
    def _current(self) -> ConversationSummary | None:
        sessions = self.query(SessionList)  # none before the screen is composed
        current_id = sessions.first().highlighted_id if sessions else None
        listed = (*self._all, *self._search.result.conversations)
        return next((summary for summary in listed if summary.id == current_id), None)

    # What can be done.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Show a key only while it does something."""
        if action == "undo":
            return bool(self._deleted) and self._renaming is None
        if action == "source":
            return self._renaming is None and self._sources.can_step
        if action in ("rename", "delete", "new", "pin"):
            return not (self._renaming or self._comparing) and (
                action == "new" or self._current is not None
            )
        if action == "mark":
            return self._renaming is None and self._current is not None
        if action == "compare":
            return self._renaming is None and len(self._compared_ids) + bool(self._reference) > 1
        is_there = self._renaming is not None or self._current is not None
        return action != "choose" or (not self._comparing and is_there)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self._renaming is None and event.value != self._filter:
            self._filter = event.value
            self._title_filter = TitleFilter(self._search.ask(event.value, self._now()))
            self.query_one(SessionList).highlighted = None
            self._show()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_choose()

    @on(SessionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self.refresh_bindings()

    @on(SessionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        """Open or compare the conversation, or save its new title."""
        if self._renaming:
            self._rename(self.query_one(Input).value.strip())
        elif self._comparing:
            self.action_compare()
        elif summary := self._current:
            self.dismiss(self.query_one(SessionList).highlighted_hit or summary.id)

    @property
    def _compared_ids(self) -> list[str]:
        """The conversations to compare: the marked ones, with too few also the highlighted one."""
        enough = 1 if self._comparing else 2
        current = self._current
        if current is None or current.id in self._marks or len(self._marks) >= enough:
            return self._marks
        return [*self._marks, current.id]

    def action_mark(self) -> None:
        """Mark the conversation for comparison, or unmark it."""
        if summary := self._current:
            if summary.id in self._marks:
                self._marks.remove(summary.id)
            else:
                self._marks.append(summary.id)
            self._show()

    def action_compare(self) -> None:
        """Show the last responses of the marked conversations side by side."""
        ids = self._compared_ids
        reference = self._reference if self._comparing or len(ids) < 2 else None
        self.post_message(StoredComparisonRequested(self._store, ids, reference))

    def action_new(self) -> None:
        """Begin a new conversation."""
        self.dismiss(NEW)

    def action_rename(self) -> None:
        """Let the user type another title."""
        if summary := self._current:
            self._renaming = summary
            field = self.query_one(Input)
            field.placeholder = "Title"
            field.value = sanitize_line(summary.title)
            field.action_end()
            self._show()

    def _rename(self, title: str) -> None:
        renamed = self._renaming
        self._renaming = None
        if renamed is not None and title and title != sanitize_line(renamed.title):
            self._store.rename(renamed.id, title)
            self._all = [
                replace(summary, title=title) if summary.id == renamed.id else summary
                for summary in self._all
            ]
        field = self.query_one(Input)
        field.placeholder = self._hint
        field.value = self._filter
        self._show()

    def action_pin(self) -> None:
        """Pin the conversation above all others, or unpin it."""
        if summary := self._current:
            self._store.pin(summary.id, pinned=not summary.pinned)
            self._load()  # which puts it in its place

    def action_source(self) -> None:
        """List one's own conversations, all, those of the proxy, or imported ones."""
        self._sources.step()
        self.query_one(SessionList).highlighted = None
        self._show()

    def action_delete(self) -> None:
        """Remove the conversation from the list."""
        if summary := self._current:
            self._deleted.append(summary)
            self._marks = [mark for mark in self._marks if mark != summary.id]
            self._show()

    def action_undo(self) -> None:
        """Restore the conversation that was deleted last."""
        self._deleted.pop()
        self._show()

    def action_close(self) -> None:
        """Cancel the renaming, or close the list without a change."""
        if self._renaming:
            self._rename("")
        else:
            self.dismiss(None)

    def action_move(self, direction: str) -> None:
        """Move the highlight while the input keeps the focus."""
        if self._renaming is None:
            getattr(self.query_one(SessionList), f"action_{direction}")()
