"""The command palette."""

from __future__ import annotations

from textual import on
from textual.command import CommandPalette
from textual.message import Message
from textual.widgets import Input, OptionList

from ppchat.tui.self_closing import SelfClosing


class ActionPalette(CommandPalette, SelfClosing[None]):
    """Textual's command palette, which runs one command, however fast keys are typed."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable moving in the list while it is hidden: it has no lines, which Textual expects."""
        has_lines = action != "command_list" or bool(self.query_one(OptionList).size)
        return has_lines and super().check_action(action, parameters)

    @on(Input.Changed)
    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _ignore_when_closed(self, event: Message) -> None:
        """Keep the base class from running another command, or searching for it."""
        if not self.is_active:
            event.stop()
            event.prevent_default()
