"""The command that asks the server of another profile."""

from __future__ import annotations

from collections.abc import Sequence

from ppchat.tui.screens.conversation.commands.slash_command import CommandContext


async def profile_names(context: CommandContext) -> Sequence[str]:
    """The names of the profiles."""
    return tuple(context.chat.settings.profiles)


async def choose_profile(context: CommandContext, name: str) -> str:
    """Take a profile by its name, or from a list."""
    if name:
        return context.parts.dialogs.use_profile(name)
    context.parts.dialogs.open("profile")
    return ""
