"""The conversations that are kept: find one, open it, rename it, delete it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ppchat.adapters.store.store import Store, StoreError, Summary
from ppchat.core.chat.conversation import Node
from ppchat.core.security.sanitize import safe_line
from ppchat.tui.screens.sessions.bindings import BINDINGS
from ppchat.tui.screens.sessions.session_list import SessionList
from ppchat.tui.screens.sessions.session_row import cropped, title
from ppchat.tui.widgets.key_bar import KeyBar

NEW: Final = ""
"""What the screen gives back when a new conversation is wanted."""


class SessionsScreen(ModalScreen[str | None]):
    """A list to choose from; gives back a conversation's id, `NEW`, or None for no change.

    What is deleted here can be had back until the screen closes: only then is it gone. Those
    marked are compared with one another, a single one with what the person came from.
    """

    BINDING_GROUP_TITLE = "Sessions"

    DEFAULT_CSS = """
    SessionsScreen {
        align: center middle;
        & > Vertical {
            width: 112;
            max-width: 96%;
            height: 90%;
            background: $surface;
            padding: 1 0;
        }
        & #title { height: 1; padding: 0 2; color: $text-muted; }
        & Input {
            border: none;
            height: 3;
            margin: 1 0;
            padding: 1 2;
            background: $panel;
            &:focus { border: none; }
        }
        & #said { height: auto; padding: 0 2; color: $text-muted; }
        & KeyBar { background: $surface; padding: 0 2; margin-top: 1; }
        &.-short > Vertical { width: 100%; max-width: 100%; height: 100%; padding: 0; }
        &.-short Input { height: 1; margin: 0 0 1 0; padding: 0 2; }
        &.-short KeyBar { margin-top: 0; }
    }
    """

    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        *,
        beside: Node | None = None,
        comparing: bool = False,
    ) -> None:
        """`beside` is what a single conversation is compared with; `comparing` asks for no else."""
        super().__init__()
        self._store = store
        self._now = now
        self._beside = beside
        self._comparing = comparing
        self._hint = f"Type to find, enter {'compares' if comparing else 'opens'}"
        self._heading = "Compare with" if comparing else "Conversations"
        self._all: list[Summary] = []
        self._deleted: list[Summary] = []
        self._marks: list[str] = []
        self._renaming: Summary | None = None
        self._filter = ""

    def compose(self) -> ComposeResult:
        """A line to type in, over the conversations."""
        with Vertical():
            yield Static(self._heading, id="title", markup=False)
            yield Input(placeholder=self._hint)
            yield SessionList(markup=False)
            yield Static(id="said", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        """Ask the store, without waiting for it."""
        self._load()

    @property
    def deleted(self) -> frozenset[str]:
        """The ids of the conversations that are gone once the screen closes."""
        return frozenset(each.id for each in self._deleted)

    def on_unmount(self) -> None:
        """What is deleted still is gone now."""
        for each in self._deleted:
            self._store.delete(each.id)

    @work(exclusive=True)
    async def _load(self) -> None:
        try:
            self._all = await asyncio.to_thread(self._store.conversations)
        except StoreError as error:
            self.query_one("#said", Static).update(Content(safe_line(str(error))))
        self._show()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002
        """Rows are as wide as the list."""
        self.call_after_refresh(self._show)

    # What is shown.

    def _hits(self) -> list[Summary]:
        words = self._filter.casefold().split()
        gone = {each.id for each in self._deleted}
        return [
            each
            for each in self._all
            if each.id not in gone
            and all(word in f"{each.title}\n{each.model}".casefold() for word in words)
        ]

    def _show(self) -> None:
        """Draw the list anew, and what is said of it."""
        hits = self._hits()
        self.query_one(SessionList).show(hits, self._now(), self._marks)
        count = len(self._all) - len(self._deleted)
        shown = f"{len(hits)} of {count}" if self._filter else str(count)
        self.query_one("#title", Static).update(
            Content.assemble((self._heading, "bold $foreground"), f"  {shown}")
        )
        self._say(hits)
        self.refresh_bindings()

    def _say(self, hits: Sequence[Summary]) -> None:
        if self._renaming:
            said = "Enter keeps the new title, esc the old one."
        elif self._deleted:
            name = cropped(title(self._deleted[-1]), 40).rstrip()
            said = f"Deleted “{name}”. It is gone once this list closes."
        elif self._marks:
            said = f"{len(self._marks)} marked, to be put side by side."
        elif not self._all:
            said = "Nothing is kept yet. What you ask will stand here."
        elif not hits:
            said = "Nothing has all these words in its title or model."
        else:
            said = ""
        self.query_one("#said", Static).update(Content(said))

    @property
    def _chosen(self) -> Summary | None:
        chosen = self.query_one(SessionList).chosen
        return next((each for each in self._all if each.id == chosen), None)

    # What can be done.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """A key is shown only when it does something."""
        if action == "undo":
            return bool(self._deleted) and self._renaming is None
        if action in ("rename", "delete", "new"):
            return not (self._renaming or self._comparing) and (
                action == "new" or self._chosen is not None
            )
        if action == "mark":
            return self._renaming is None and self._chosen is not None
        if action == "compare":
            return self._renaming is None and len(self._compared) + bool(self._beside) > 1
        return action != "choose" or not self._comparing

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self._renaming is None and event.value != self._filter:
            self._filter = event.value
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
        """Open the conversation or compare it, or keep its new title."""
        if self._renaming:
            self._rename(self.query_one(Input).value.strip())
        elif self._comparing:
            self.action_compare()
        elif chosen := self._chosen:
            self.dismiss(chosen.id)

    @property
    def _compared(self) -> list[str]:
        """Those that are to be compared: the marked, and with fewer than two the highlighted."""
        enough = 1 if self._comparing else 2
        chosen = self._chosen
        if chosen is None or chosen.id in self._marks or len(self._marks) >= enough:
            return self._marks
        return [*self._marks, chosen.id]

    def action_mark(self) -> None:
        """Mark the conversation for a comparison, or take the mark away."""
        if chosen := self._chosen:
            if chosen.id in self._marks:
                self._marks.remove(chosen.id)
            else:
                self._marks.append(chosen.id)
            self._show()

    @work(exclusive=True, group="compare")
    async def action_compare(self) -> None:
        """Put the last responses of the marked conversations side by side."""
        from ppchat.tui.actions import compare_kept

        beside = self._beside if self._comparing or len(self._compared) < 2 else None
        await compare_kept(self.app, self._store, self._compared, beside)

    def action_new(self) -> None:
        """Begin a new conversation."""
        self.dismiss(NEW)

    def action_rename(self) -> None:
        """Type another title."""
        if chosen := self._chosen:
            self._renaming = chosen
            field = self.query_one(Input)
            field.placeholder = "Title"
            field.value = safe_line(chosen.title)
            field.action_end()
            self._show()

    def _rename(self, title: str) -> None:
        renamed = self._renaming
        self._renaming = None
        if renamed is not None and title and title != safe_line(renamed.title):
            self._store.rename(renamed.id, title)
            self._all = [
                replace(each, title=title) if each.id == renamed.id else each for each in self._all
            ]
        field = self.query_one(Input)
        field.placeholder = self._hint
        field.value = self._filter
        self._show()

    def action_delete(self) -> None:
        """Take the conversation off the list."""
        if chosen := self._chosen:
            self._deleted.append(chosen)
            self._marks = [each for each in self._marks if each != chosen.id]
            self._show()

    def action_undo(self) -> None:
        """Put the one last deleted back."""
        self._deleted.pop()
        self._show()

    def action_close(self) -> None:
        """Keep the old title, or all as it is."""
        if self._renaming:
            self._rename("")
        else:
            self.dismiss(None)

    def action_move(self, way: str) -> None:
        """Move the highlight while the line keeps the focus."""
        if self._renaming is None:
            getattr(self.query_one(SessionList), f"action_{way}")()
