"""Lets the user choose which tools the model may use in this conversation."""

from __future__ import annotations

from typing import Any

from textual.app import App

from ppchat.core.dialects.tools import FunctionTool, HostedTool, Tool
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.json_fields import string
from ppchat.services.chat import ChatSession
from ppchat.services.conversation_tools import ConversationTools
from ppchat.tui.dialogs.calls.tools import ToolRow, ToolsScreen


async def choose_tools(app: App[Any], tools: ConversationTools, chat: ChatSession) -> bool:
    """Let the user choose; returns whether something was chosen."""
    if not tools.names:
        where = sanitize_line(str(chat.settings.paths.config_file), 200)
        text = f"No tools yet: [tool.NAME] and [hosted.LABEL] in {where} define them."
        app.notify(text, timeout=10, markup=False)
        return False
    session = await tools.session()
    rows = [
        ToolRow(name, _describe(session.tools.get(name)), tools.problems.get(name, ""))
        for name in tools.names
    ]
    chosen = await app.push_screen_wait(ToolsScreen(rows, session.on))
    if chosen is None:
        return False
    await tools.choose(chosen)
    hosted = [tool.label for tool in await tools.enabled() if isinstance(tool, HostedTool)]
    if hosted and not chat.api.dialect.has_hosted_tools:
        names, label = sanitize_line(", ".join(hosted), 200), chat.api.dialect.label
        text = f"{names}: not sent, as {label} has no tools of the server."
        app.notify(text, timeout=10, markup=False)
    return True


def _describe(tool: Tool | None) -> str:
    """What a tool is, in a few words; raw."""
    if tool is None:
        return ""
    if isinstance(tool, FunctionTool):
        how = f"runs {tool.command[0]}" if tool.command else "you answer"
        return f"{how} · {tool.description}" if tool.description else how
    server = string(tool.fields, "server_url")
    kind = string(tool.fields, "type").replace("_", " ")
    return f"{kind}, run by the server{f' · {server}' if server else ''}"
