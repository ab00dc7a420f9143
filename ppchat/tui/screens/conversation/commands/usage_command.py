"""The command that shows what the conversation used and cost."""

from __future__ import annotations

from ppchat.core.metrics.conversation_usage import conversation_usage
from ppchat.core.metrics.usage_lines import usage_lines
from ppchat.tui.screens.conversation.commands.slash_command import CommandContext

_NO_PRICES = (
    'No prices are known: add [price."MODEL"] to the config, or install the package genai-prices.'
)


async def show_usage(context: CommandContext, _: str) -> str:
    """Show the tokens and the cost of all answers, also those of other branches."""
    from ppchat.tui.dialogs.figures.usage import UsageScreen

    prices = context.parts.prices
    nodes = context.chat.conversation.nodes
    usages = conversation_usage((node.summary for node in nodes), prices.cost)
    if not usages:
        return "No answer yet."
    notes = [] if prices.are_known else [_NO_PRICES]
    await context.screen.app.push_screen(UsageScreen(usage_lines(usages), notes))
    return ""
