"""Answers to calls without anybody who could be asked: what is permitted runs, nothing else."""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import Iterable, Sequence
from typing import Final

from ppchat.cli.ask.output import print_notice
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.tools import HostedTool
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.json_text import parse_json
from ppchat.services.tools.pending_call import (
    PendingCall,
    approval_answer,
    command_answer,
    error_answer,
    result_line,
)
from ppchat.services.tools.session import Permission, ToolSession

_SHOWN: Final = 200
"""Characters of arguments in a notice."""


def unanswerable(session: ToolSession, calls: Iterable[Call]) -> tuple[Call, ...]:
    """The calls that need somebody who answers or permits them.

    Where the command line names tools, a call of another function is an error of the model, which
    is told so; where it names none, the request itself may have brought functions along.
    """
    return tuple(call for call in calls if not _is_answerable(session, call))


def _is_answerable(session: ToolSession, call: Call) -> bool:
    if session.permission(call) is Permission.ALWAYS:
        return True
    return bool(session.tools) and session.pending(call).error != ""


async def permitted_answers(session: ToolSession, calls: Sequence[Call]) -> tuple[CallAnswer, ...]:
    """The answers to calls that all can be answered; commands run side by side."""
    return tuple(await asyncio.gather(*(_answer(session, session.pending(call)) for call in calls)))


async def _answer(session: ToolSession, pending: PendingCall) -> CallAnswer:
    call = pending.call
    if call.is_approval_request:
        print_notice(f"{_call_text(call)}: approved")
        return approval_answer(call, approved=True)
    if pending.error or pending.tool is None:
        print_notice(sanitize_line(f"{call.name}: {pending.error}"))
        return error_answer(pending)
    print_notice(f"{_call_text(call)}: runs {sanitize_line(shlex.join(pending.tool.command))}")
    result = await session.run(pending)
    print_notice(sanitize_line(f"{call.name}: {result_line(result)}"))
    return command_answer(call, result)


def call_line(call: Call) -> str:
    """A call as a line of JSON, for a script that answers it."""
    fields = {"type": call.item_type, "call_id": call.call_id}
    if call.server_label:
        fields["server_label"] = call.server_label
    try:
        arguments = parse_json(call.arguments)
    except ValueError:
        arguments = call.arguments
    return json.dumps({**fields, "name": call.name, "arguments": arguments}) + "\n"


def waiting_notice(session: ToolSession, call: Call) -> str:
    """Which call nobody answers, and what would."""
    waits = f"{_call_text(call)} waits for an answer"
    if call.is_approval_request:
        for tool in session.tools.values():
            if isinstance(tool, HostedTool) and tool.server_label == call.server_label:
                return f"{waits}: --allow {tool.label} approves the calls of this server"
        return waits
    function = session.pending(call).tool
    if function and function.command and session.permission(call) is not Permission.ALWAYS:
        return f"{waits}: --allow {function.name} runs its command"
    return waits


def _call_text(call: Call) -> str:
    """The name and the arguments of a call, in one line of limited length."""
    name = f"{call.server_label}: {call.name}" if call.server_label else call.name
    return sanitize_line(f"{name} {call.arguments}".strip(), _SHOWN)
