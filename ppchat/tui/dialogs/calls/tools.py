"""The dialog that switches tools on and off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ppchat.tui.dialogs.choice import Choice, ChoiceRow
from ppchat.tui.dialogs.dialog import Dialog

_ON, _OFF = "[x]", "[ ]"
_MAX_NAME: Final = 24


class ToolRow(NamedTuple):
    """A tool in the list; its texts are raw."""

    name: str
    description: str
    obstacle: str = ""
    """Why it cannot be used; empty if it can."""


class ToolsScreen(Dialog[tuple[str, ...] | None]):
    """Tools with check marks; returns the names of those that are on, None if nothing changes."""

    DEFAULT_CSS = "ToolsScreen OptionList { max-height: 60vh; }"
    heading = "Tools of this conversation, from the next prompt on"

    BINDING_GROUP_TITLE = "Tools"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "switch", "on or off", priority=True, id="tools.switch"),
        Binding("enter", "keep", "keep", priority=True, id="tools.keep"),
        Binding("escape", "dismiss", "cancel", id="tools.cancel"),
    ]

    def __init__(self, rows: Sequence[ToolRow], on: Sequence[str]) -> None:
        """`on` are the names of those that are on; names without a row stay as they are."""
        super().__init__()
        self._rows = {row.name: row for row in rows}
        self._on = list(on)
        self._name_width = min(_MAX_NAME, max(len(row.name) for row in rows))

    def contents(self) -> ComposeResult:
        """The list."""
        yield OptionList(*(self._option(row) for row in self._rows.values()))

    def _option(self, row: ToolRow) -> Option:
        mark = _ON if row.name in self._on else _OFF
        text = f"{mark} {row.name.ljust(self._name_width)}  {row.obstacle or row.description}"
        choice = Choice(row.name, text.rstrip())
        return Option(ChoiceRow(choice), id=row.name, disabled=bool(row.obstacle))

    def action_switch(self) -> None:
        """Switch the highlighted tool."""
        if option := self.query_one(OptionList).highlighted_option:
            self._switch(option.id or "")

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._switch(event.option_id or "")

    def _switch(self, name: str) -> None:
        (self._on.remove if name in self._on else self._on.append)(name)
        option = self._option(self._rows[name])
        self.query_one(OptionList).replace_option_prompt(name, option.prompt)

    def action_keep(self) -> None:
        """Close with those that are on."""
        self.dismiss(tuple(self._on))
