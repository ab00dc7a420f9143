"""A command of the prompt: its name, what it does, and what it acts on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textual.screen import Screen

from ppchat.tui.bindings import ScreenAction, bound_action

if TYPE_CHECKING:  # imported after the first paint, which they would delay
    from ppchat.services.chat import ChatSession
    from ppchat.tui.screens.conversation.composer import Composer
    from ppchat.tui.screens.conversation.parts import Parts


class CommandContext(NamedTuple):
    """What commands act on."""

    screen: Screen[None]
    chat: ChatSession
    composer: Composer
    parts: Parts


Run = Callable[[CommandContext, str], Awaitable[str]]
"""Runs a command with its argument; returns why it could not, in a sentence, empty if it did."""
Arguments = Callable[[CommandContext], Awaitable[Sequence[str]]]
"""What may follow a command."""


@dataclass(frozen=True)
class SlashCommand:
    """Something that is done by its name."""

    name: str
    """Without the slash."""
    hint: str
    """What follows the name: `TEXT`, `[TEXT]` if it may be left out, empty for nothing."""
    help: str
    """What it does, as a sentence without its full stop."""
    run: Run | None
    """None for what only its binding does."""
    binding: str = ""
    """The id of the binding that does the same without an argument."""
    arguments: Arguments | None = None

    @property
    def needs_argument(self) -> bool:
        """Whether something has to follow it."""
        return bool(self.hint) and not self.hint.startswith("[")

    def action(self, screen: Screen[None]) -> ScreenAction | None:
        """The action of its binding."""
        return bound_action(screen, self.binding) if self.binding else None

    def obstacle(self, screen: Screen[None]) -> str:
        """Why it cannot be run now; empty if it can."""
        action = self.action(screen)
        return action.obstacle if action else ""


async def run_command(command: SlashCommand, context: CommandContext, argument: str) -> str:
    """Run it; returns why it could not be, in a sentence, empty if it was."""
    if argument and not command.hint:
        return f"/{command.name} stands alone. Begin with // to send this as a prompt."
    if command.needs_argument and not argument:
        return f"/{command.name} {command.hint}: {command.help}."
    action = command.action(context.screen)
    if action and action.obstacle:
        return action.obstacle
    if command.run and (argument or not action):
        return await command.run(context, argument)
    if action:
        await context.screen.app.run_action(action.action, action.node)
    return ""
