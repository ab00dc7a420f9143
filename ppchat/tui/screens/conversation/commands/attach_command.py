"""The command that attaches a file."""

from __future__ import annotations

from ppchat.tui.screens.conversation.commands.slash_command import CommandContext
from ppchat.tui.widgets.prompt import Prompt


async def attach(context: CommandContext, path: str) -> str:
    """Attach the file at a path, which may be quoted; without one, begin to complete it."""
    prompt = context.composer.prompt
    if path:
        await context.composer.files.attach([path.strip("'\"")])
    else:
        prompt.post_message(Prompt.TriggerTyped("@"))
        prompt.take("@")
    return ""
