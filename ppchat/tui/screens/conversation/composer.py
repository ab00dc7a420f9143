"""The prompt box, with its history search, its external editor and the editing of earlier turns."""

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


class Composer(Vertical):
    """Where the next prompt is written; posts what is to be sent."""

    DEFAULT_CSS = """
    Composer {
        height: auto;
        & > #note { width: 100%; padding: 0 2; background: $surface; color: $text-accent; }
    }
    """

    @dataclass
    class Submitted(Message):
        """The user wants this text sent."""

        text: str
        edited: Node | None
        """The earlier turn whose prompt was edited; None for a new prompt."""

    def __init__(self, draft: str = "") -> None:
        super().__init__()
        self._draft = draft
        self._edited: Node | None = None
        self._text_before_edit = ""

    def compose(self) -> ComposeResult:
        """The prompt box."""
        yield Prompt(self._draft)

    @property
    def _prompt(self) -> Prompt:
        return self.query_one(Prompt)

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(event.text, self._edited))

    def edit(self, node: Node) -> None:
        """Edit the prompt of an earlier turn; sending it begins a branch beside that turn."""
        if self._edited is None:
            self._text_before_edit = self._prompt.text
            note = "Editing: enter sends it as another branch, esc cancels"
            self.mount(Static(note, id="note", markup=False), before=0)
        self._edited = node
        self._prompt.set_text(node.prompt)
        self._prompt.focus()

    def end_edit(self, *, put_back: bool = False) -> bool:
        """Leave the editing of an earlier turn; returns whether one was being edited.

        `put_back` restores the text that was in the prompt box before the edit.
        """
        if self._edited is None:
            return False
        self._edited = None
        self.query("#note").remove()
        if put_back:
            self._prompt.set_text(self._text_before_edit)
        return True

    @on(Prompt.EditorWanted)
    def _edit_outside(self) -> None:
        from ppchat.adapters.editor import edit_text, editor_command

        prompt = self._prompt
        try:
            with self.app.suspend():
                text = edit_text(prompt.text, editor_command(os.environ))
        except (OSError, SuspendNotSupported) as error:
            self.notify(f"The editor did not start: {error}", severity="error", markup=False)
        else:
            prompt.set_text(text)

    @on(Prompt.PaletteWanted)
    def _open_palette(self) -> None:
        self.app.action_command_palette()

    @on(Prompt.HistorySearched)
    @work(group="history", exclusive=True)
    async def _search_history(self) -> None:
        from ppchat.tui.dialogs.picker import Picker

        prompt = self._prompt
        picker = Picker(prompt.earlier_prompts[::-1], "Search earlier prompts")
        line = await self.app.push_screen_wait(picker)
        if line is not None:
            prompt.set_text(line)
