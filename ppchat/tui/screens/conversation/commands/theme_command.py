"""The command that changes the theme."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.screens.conversation.commands.slash_command import CommandContext


async def theme_names(context: CommandContext) -> Sequence[str]:
    """The names of the themes."""
    return sorted(context.screen.app.available_themes)


async def change_theme(context: CommandContext, name: str) -> str:
    """Take a theme by its name, and keep it for the next start."""
    from ppchat.adapters.memory.theme import save_theme

    app = context.screen.app
    if name not in app.available_themes:
        return f"No theme {sanitize_line(name, 40)}: /theme lists them."
    app.theme = name
    await asyncio.to_thread(save_theme, context.composer.app.folder, name)
    return ""
