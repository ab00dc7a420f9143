"""Runs the commands that are typed at the prompt or chosen in the palette."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from textual.screen import Screen

from ppchat.tui.dialogs.palette import PaletteCommand
from ppchat.tui.screens.conversation.commands.command_source import CommandSource
from ppchat.tui.screens.conversation.commands.parse import literal, parse_command
from ppchat.tui.screens.conversation.commands.slash_command import (
    CommandContext,
    SlashCommand,
    run_command,
)
from ppchat.tui.screens.conversation.commands.table import COMMANDS
from ppchat.tui.screens.conversation.composer import Composer


class Commands:
    """The commands of a screen."""

    def __init__(
        self,
        screen: Screen[None],
        composer: Composer,
        context: Callable[[], Awaitable[CommandContext]],
    ) -> None:
        """`context` waits until there is something to act on."""
        self._screen = screen
        self._composer = composer
        self._context = context

    def source(self) -> CommandSource:
        """What completes them."""
        return CommandSource(COMMANDS, self._screen, self._context)

    def take(self, text: str) -> str | None:
        """Run a command that was sent, in time; the text to send instead if it is none."""
        parsed = parse_command(text, COMMANDS)
        if parsed is None:
            return literal(text)
        name, argument = parsed
        self._composer.prompt.add_to_history(text)
        self._screen.run_worker(self._run(COMMANDS[name], argument, text), group="command")
        return None

    async def _run(self, command: SlashCommand, argument: str, text: str) -> None:
        """Run it; what cannot be run is put back, and the user notified why."""
        if problem := await run_command(command, await self._context(), argument):
            self._screen.notify(problem, timeout=5, markup=False)
            prompt = self._composer.prompt
            if text and not prompt.text:
                prompt.set_text(text)

    def palette(self) -> Sequence[PaletteCommand]:
        """The commands for the list of all actions."""
        return [
            PaletteCommand(
                f"/{command.name}",
                command.hint,
                command.help,
                command.binding,
                command.obstacle(self._screen),
                partial(self._choose, command),
            )
            for command in COMMANDS.values()
        ]

    async def _choose(self, command: SlashCommand) -> None:
        """Run it, or write its name into the prompt where something has to follow."""
        if command.needs_argument:
            self._composer.prompt.set_text(f"/{command.name} ")
            self._composer.prompt.focus()
        else:
            await self._run(command, "", "")
