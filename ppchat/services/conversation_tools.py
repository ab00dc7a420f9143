"""The tools of the open conversation: loaded when they are first used, kept with what is chosen."""

from __future__ import annotations

import asyncio

from ppchat.core.chat.conversation import Conversation, ToolChoices
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.tools import Tool
from ppchat.core.errors import ConfigError
from ppchat.services.chat import ChatSession
from ppchat.services.tools.pending_call import (
    PendingCall,
    approval_answer,
    command_answer,
    refusal_answer,
)
from ppchat.services.tools.session import Permission, ToolSession


class ConversationTools:
    """Follows the conversation of a chat session, each with choices of its own."""

    def __init__(self, chat: ChatSession) -> None:
        self._chat = chat
        self._tools: dict[str, Tool] | None = None
        self.problems: dict[str, str] = {}
        """Why a tool of the config cannot be used, by its name; known once they are loaded."""
        self._conversation: Conversation | None = None
        self._session = ToolSession({})

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all tools of the config."""
        return self._chat.settings.tool_names

    @property
    def on(self) -> tuple[str, ...]:
        """The names of those that the model may use, as far as the config has them."""
        on = self._chat.conversation.tools.on
        if not on:  # each frame asks
            return ()
        names = set(self.names) - set(self.problems)
        return tuple(name for name in on if name in names)

    async def session(self) -> ToolSession:
        """What is chosen for the conversation that is open now."""
        if self._tools is None:
            self._tools = await asyncio.to_thread(self._load)
        conversation = self._chat.conversation
        if conversation is not self._conversation:
            self._conversation = conversation
            choices = conversation.tools
            self._session = ToolSession(self._tools, on=choices.on, permissions=choices.permissions)
        return self._session

    def _load(self) -> dict[str, Tool]:
        from ppchat.adapters.tools.tool_config import load_tool

        tools: dict[str, Tool] = {}
        for name in self.names:
            try:
                tools[name] = load_tool(self._chat.settings, name)
            except ConfigError as error:
                self.problems[name] = str(error)
        return tools

    async def enabled(self) -> tuple[Tool, ...]:
        """The tools to send with the next request."""
        return (await self.session()).enabled if self._chat.conversation.tools.on else ()

    async def choose(self, on: tuple[str, ...]) -> None:
        """Let the model use these tools, and no others, from the next request on."""
        session = await self.session()
        session.on = on
        self._keep(session)

    async def permit(self, call: Call, permission: Permission) -> None:
        """Choose for all calls of the same function, or all approvals of the same server."""
        session = await self.session()
        session.permit(call, permission)
        self._keep(session)

    def _keep(self, session: ToolSession) -> None:
        self._chat.choose_tools(ToolChoices(session.on, session.permissions))


def is_decided(session: ToolSession, pending: PendingCall) -> bool:
    """Whether the user chose for good what becomes of a call, and it can be done."""
    permission = session.permission(pending.call)
    if permission is Permission.ALWAYS:
        return pending.call.is_approval_request or not pending.problem
    return permission is Permission.NEVER


async def decided_answer(session: ToolSession, pending: PendingCall) -> CallAnswer:
    """The answer to a call that `is_decided`."""
    call = pending.call
    if session.permission(call) is Permission.NEVER:
        return refusal_answer(call)
    if call.is_approval_request:
        return approval_answer(call, approved=True)
    return command_answer(call, await session.run(pending))
