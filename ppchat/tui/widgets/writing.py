"""The prompt, with what a writer does there: search history, use an editor, open the palette."""

from __future__ import annotations

import os

from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Vertical

from ppchat.tui.widgets.prompt import Prompt


class Writing(Vertical):
    """Where the next question is written; what is to be sent goes on up."""

    DEFAULT_CSS = """
    Writing { height: auto; }
    """

    def __init__(self, draft: str = "") -> None:
        super().__init__()
        self._draft = draft

    def compose(self) -> ComposeResult:
        """The prompt."""
        yield Prompt(self._draft)

    @on(Prompt.EditorWanted)
    def _edit_outside(self) -> None:
        from ppchat.edge.editor import edited, editor_command

        prompt = self.query_one(Prompt)
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
        from ppchat.tui.screens.picker import Picker

        prompt = self.query_one(Prompt)
        picker = Picker(prompt.earlier[::-1], "Search what was asked before")
        line = await self.app.push_screen_wait(picker)
        if line is not None:
            prompt.put(line)
