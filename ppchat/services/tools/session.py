"""The tools of one conversation: which are on, what the user permits, and how many rounds go on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final

from ppchat.adapters.processes.tool_command import CommandResult, run_tool_command
from ppchat.core.dialects.calls import Call
from ppchat.core.dialects.tools import FunctionTool, HostedTool, Tool
from ppchat.services.tools.pending_call import PendingCall

MAX_ROUNDS: Final = 10
"""How many rounds an exchange may have where nothing is set."""
_COMMANDS_AT_ONCE: Final = 4


class Permission(Enum):
    """Whether a call of a function may run its command, or one of a server is approved."""

    ASK = "ask"
    """Only if the user says so each time."""
    ALWAYS = "always"
    """Without a question, in this conversation."""
    NEVER = "never"
    """The model is told that the user refuses, in this conversation."""


class ToolSession:
    """What the user chose about the tools of a conversation; nothing runs without a permission."""

    def __init__(
        self,
        tools: Mapping[str, Tool],
        *,
        on: Iterable[str] = (),
        permissions: Mapping[str, str] | None = None,
        max_rounds: int = MAX_ROUNDS,
    ) -> None:
        """`tools` are those of the config by name; the rest is what was chosen before.

        What was chosen for a tool that the config has no longer is kept, and has no effect.
        """
        self.tools: Final = tools
        self.on: tuple[str, ...] = tuple(dict.fromkeys(on))
        """The names of those that the model may use, in the order in which they are sent."""
        self.max_rounds: Final = max_rounds
        self._limit = max_rounds
        self._permissions: dict[str, Permission] = {}
        for key, value in (permissions or {}).items():
            if value in (Permission.ALWAYS.value, Permission.NEVER.value):
                self._permissions[key] = Permission(value)
        self._running = asyncio.Semaphore(_COMMANDS_AT_ONCE)

    @property
    def enabled(self) -> tuple[Tool, ...]:
        """The tools to send with the next request."""
        return tuple(self.tools[name] for name in self.on if name in self.tools)

    @property
    def permissions(self) -> dict[str, str]:
        """What was chosen for good, to be kept with the conversation."""
        return {key: permission.value for key, permission in self._permissions.items()}

    def permission(self, call: Call) -> Permission:
        """What is permitted for a call."""
        return self._permissions.get(_permission_key(call), Permission.ASK)

    def permit(self, call: Call, permission: Permission) -> None:
        """Choose for all calls of the same function, or all approvals of the same server."""
        self._set(_permission_key(call), permission)

    def permit_tool(self, name: str) -> None:
        """Run the command of this function, or approve all calls of this server, unasked."""
        tool = self.tools.get(name)
        if isinstance(tool, HostedTool):
            self._set(_server_key(tool.server_label), Permission.ALWAYS)
        else:
            self._set(name, Permission.ALWAYS)

    def _set(self, key: str, permission: Permission) -> None:
        self._permissions.pop(key, None)
        if permission is not Permission.ASK:
            self._permissions[key] = permission

    def pending(self, call: Call) -> PendingCall:
        """A call with the function that it names, whether that is on or not."""
        tool = None if call.is_approval_request else self.tools.get(call.name)
        return PendingCall(call, tool if isinstance(tool, FunctionTool) else None)

    async def run(self, pending: PendingCall) -> CommandResult:
        """Run the command of a call, which the user permitted; others may run at the same time.

        Raises ValueError for one that no command can answer.
        """
        if pending.tool is None or pending.problem:
            raise ValueError(pending.problem)
        async with self._running:
            return await run_tool_command(pending.tool, pending.call.arguments.strip() or "{}")

    def begin_exchange(self) -> None:
        """A question begins: its rounds are counted anew."""
        self._limit = self.max_rounds

    def may_go_on(self, rounds: int) -> bool:
        """Whether an exchange of so many rounds may have another one."""
        return rounds < self._limit

    def allow_more_rounds(self) -> None:
        """Let the exchange go on for as many rounds again."""
        self._limit += self.max_rounds


def _permission_key(call: Call) -> str:
    return _server_key(call.server_label) if call.is_approval_request else call.name


def _server_key(label: str) -> str:
    return f"mcp:{label}"  # no function has a colon in its name
