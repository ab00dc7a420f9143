"""Asks the user about one call, in dialogs, until it has an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App

from ppchat.adapters.processes.tool_command import CommandResult
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.view.calls.decisions import Decision
from ppchat.core.view.calls.form import form_fields
from ppchat.services.conversation_tools import ConversationTools
from ppchat.services.tools.pending_call import (
    PendingCall,
    approval_answer,
    command_answer,
    refusal_answer,
    result_line,
)
from ppchat.services.tools.session import Permission
from ppchat.tui.dialogs.calls.answer_call import AnswerScreen
from ppchat.tui.dialogs.calls.call_details import call_details
from ppchat.tui.dialogs.calls.decide_call import CallScreen

RunCommand = Callable[[PendingCall], Awaitable[CommandResult | None]]
"""Runs the command of a call; None if the user stopped it."""


class CallQuestion:
    """A call that the user decides about: number `number` of `count`."""

    def __init__(
        self,
        app: App[Any],
        tools: ConversationTools,
        pending: PendingCall,
        run: RunCommand,
        number: int,
        count: int,
    ) -> None:
        self._app = app
        self._tools = tools
        self._pending = pending
        self._run = run
        self._place = number, count

    async def answer(self) -> CallAnswer | None:
        """What the user decides; None for later.

        Who leaves what was begun, such as the output of a command, decides again.
        """
        while True:
            screen = CallScreen(self._pending, *self._place, remark=self._remark)
            decision = await self._app.push_screen_wait(screen)
            if decision is None:
                return None
            if (answer := await self._act(decision)) is not None:
                return answer

    @property
    def _remark(self) -> str:
        """Why nothing is known of the function, in one line; foreign, raw."""
        call = self._pending.call
        if call.is_approval_request or self._pending.tool:
            return ""
        return self._tools.problems.get(call.name) or "No function of the config has this name."

    async def _act(self, decision: Decision) -> CallAnswer | None:
        call = self._pending.call
        if decision is Decision.ALWAYS:
            await self._tools.permit(call, Permission.ALWAYS)
        elif decision is Decision.NEVER:
            await self._tools.permit(call, Permission.NEVER)
        if decision in (Decision.REFUSE, Decision.NEVER):
            return refusal_answer(call)
        if call.is_approval_request:
            return approval_answer(call, approved=True)
        if decision is Decision.BY_HAND:
            return await self._write()
        if (result := await self._run(self._pending)) is None:
            return None
        answer = command_answer(call, result)
        return answer if decision is Decision.ALWAYS else await self._look_at(answer, result)

    async def _write(self) -> CallAnswer | None:
        call, tool = self._pending.call, self._pending.tool
        screen = AnswerScreen(
            f"Answer {call.name}",
            call_details(call, tool),
            fields=form_fields(tool.output) if tool and tool.output else (),
        )
        text = await self._app.push_screen_wait(screen)
        return None if text is None else CallAnswer(call, text)

    async def _look_at(self, answer: CallAnswer, result: CommandResult) -> CallAnswer | None:
        call, tool = self._pending.call, self._pending.tool
        screen = AnswerScreen(
            f"Send what {call.name} printed?" if result.output else f"{call.name} printed nothing",
            call_details(call, tool),
            output=answer.output,
            remark=result_line(result),
        )
        text = await self._app.push_screen_wait(screen)
        return None if text is None else answer._replace(output=text)
