"""What commands do with the conversation that is open."""

from __future__ import annotations

from ppchat.tui.screens.conversation.commands.slash_command import CommandContext
from ppchat.tui.screens.conversation.pending_turn import PendingTurn

_TITLE_LIMIT = 200
"""Maximum length of a title in characters."""


async def rename(context: CommandContext, title: str) -> str:
    """Give the conversation another title."""
    conversation = context.chat.conversation
    if not len(conversation):
        return "No question yet: the first one makes the conversation."
    conversation.title = " ".join(title.split())[:_TITLE_LIMIT]
    context.chat.store.rename(conversation.id, conversation.title)
    context.parts.answers.draw()
    return ""


async def clear_context(context: CommandContext, _: str) -> str:
    """Let the next question be the first of another branch."""
    chat = context.chat
    if not len(chat.conversation):
        return "Nothing was asked before."
    note = "Without what was asked before: enter sends a branch, esc gives up"
    context.composer.offer(PendingTurn(note, None))
    return ""


async def search(context: CommandContext, text: str) -> str:
    """Open the list of conversations with what is found in their texts."""
    context.parts.open_conversation.pick(" ".join(text.split()))
    return ""
