"""The prompt, with what a writer does there: search history, use an editor, take up a question."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from ppchat.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from ppchat.core.chat.conversation import Node


class Writing(Vertical):
    """Where the next question is written; what is to be sent goes on up."""

    DEFAULT_CSS = """
    Writing {
        height: auto;
        & > #note { width: 100%; padding: 0 2; background: $surface; color: $text-accent; }
    }
    """

    @dataclass
    class Asked(Message):
        """The person wants this sent."""

        text: str
        instead_of: Node | None
        """The question that was taken up; None for a new one."""

    def __init__(self, draft: str = "") -> None:
        super().__init__()
        self._draft = draft
        self._edited: Node | None = None
        self._put_aside = ""

    def compose(self) -> ComposeResult:
        """The prompt."""
        yield Prompt(self._draft)

    @property
    def _prompt(self) -> Prompt:
        return self.query_one(Prompt)

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        event.stop()
        self.post_message(self.Asked(event.text, self._edited))

    def edit(self, node: Node) -> None:
        """Take up a question; what is sent then stands beside it."""
        if self._edited is None:
            self._put_aside = self._prompt.text
            note = "Editing: enter asks it as another branch, esc gives up"
            self.mount(Static(note, id="note", markup=False), before=0)
        self._edited = node
        self._prompt.put(node.prompt)
        self._prompt.focus()

    def end_edit(self, *, put_back: bool = False) -> bool:
        """Let the next question be a new one, and what was written before the edit stand again.

        Gives whether there was an edit.
        """
        if self._edited is None:
            return False
        self._edited = None
        self.query("#note").remove()
        if put_back:
            self._prompt.put(self._put_aside)
        return True

    @on(Prompt.EditorWanted)
    def _edit_outside(self) -> None:
        from ppchat.adapters.editor import edited, editor_command

        prompt = self._prompt
        try:
            with self.app.suspend():
                text = edited(prompt.text, editor_command(os.environ))
        except (OSError, SuspendNotSupported) as error:
            self.notify(f"The editor did not start: {error}", severity="error", markup=False)
        else:
            prompt.put(text)

    @on(Prompt.PaletteWanted)
    def _palette(self) -> None:
        self.app.action_command_palette()

    @on(Prompt.HistorySearched)
    @work(group="history", exclusive=True)
    async def _search_history(self) -> None:
        from ppchat.tui.dialogs.picker import Picker

        prompt = self._prompt
        picker = Picker(prompt.earlier[::-1], "Search what was asked before")
        line = await self.app.push_screen_wait(picker)
        if line is not None:
            prompt.put(line)
