"""The calls that the conversation waits for: offered at the prompt, asked about, answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

from textual.screen import Screen

from ppchat.adapters.processes.tool_command import CommandResult
from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.view.calls.waiting import running_status, waiting_note, waiting_status
from ppchat.core.view.live.status import Status
from ppchat.services.chat import ChatSession
from ppchat.services.conversation_tools import (
    ConversationTools,
    decided_answer,
    is_decided,
)
from ppchat.services.tools.pending_call import PendingCall
from ppchat.services.tools.session import ToolSession
from ppchat.tui.screens.conversation.answer_stream import AnswerStream
from ppchat.tui.screens.conversation.asking import Asking
from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.screens.conversation.pending_turn import PendingTurn

R = TypeVar("R")


class OpenCalls:
    """Answers calls, one after another or by their commands, and sends what they need."""

    def __init__(
        self,
        screen: Screen[None],
        chat: ChatSession,
        asking: Asking,
        answers: AnswerStream,
        composer: Composer,
        tools: ConversationTools,
    ) -> None:
        self._screen = screen
        self._chat = chat
        self._asking = asking
        self._answers = answers
        self._composer = composer
        self._tools = tools
        self._given: dict[int, CallAnswer] = {}
        """The answers to some of the calls of `_node`, by their output index."""
        self._node: Node | None = None
        self._running: Sequence[PendingCall] = ()
        """The calls whose commands run now, since `_running_since_ns`."""
        self._running_since_ns = 0
        self._commands: asyncio.Future[Any] | None = None
        answers.tool_status = self._status

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that wait for the user."""
        return self._chat.conversation.waiting_calls

    @property
    def _waiting_node(self) -> Node | None:
        parent = self._chat.next_parent
        return None if parent is None else self._chat.conversation.node(parent)

    def _status(self) -> Status | None:
        if self._running:
            names = [pending.call.name for pending in self._running]
            return running_status(names, time.monotonic_ns() - self._running_since_ns)
        calls = () if self._asking.in_progress else self.calls
        return waiting_status(calls) if calls else None

    async def attend(self, node: Node) -> None:
        """An answer has ended: answer its calls if all are decided for good, else offer them.

        Answers that the server refused are offered again, not sent again.
        """
        calls = self.calls
        if not calls:
            return
        session = await self._tools.session()
        if not node.answers:
            session.begin_exchange()
        is_settled = all(is_decided(session, session.pending(call)) for call in calls)
        if node is self._waiting_node and is_settled and session.may_go_on(self._rounds):
            self._begin()  # whatever is written or proposed meanwhile stays
        else:
            await self._offer()

    @property
    def _rounds(self) -> int:
        node = self._waiting_node
        return len(self._chat.conversation.rounds(node.id)) if node else 0

    def offer(self) -> None:
        """Put above the prompt that calls wait, unless something else is typed or proposed."""
        self._screen.run_worker(self._offer(), group="offer", exclusive=True)

    async def _offer(self) -> None:
        session = await self._tools.session()
        calls = () if self._asking.in_progress else self.calls
        if calls and not self._composer.is_used:
            rounds = 0 if session.may_go_on(self._rounds) else self._rounds
            note = waiting_note(calls, rounds)
            default = "Go on" if rounds else "Answer"
            self._composer.offer(PendingTurn(note, None, default=default, opens_calls=True))
        self._answers.draw()
        self._screen.refresh_bindings()

    def open(self) -> None:
        """Answer the calls that wait, one after another; if there are none, notify the user."""
        if obstacle := self.obstacle:
            self._screen.notify(obstacle, timeout=3)
        else:
            self._composer.give_up()
            self._begin()

    @property
    def obstacle(self) -> str:
        """Why no call can be answered now; empty if one can."""
        return self._asking.obstacle or ("" if self.calls else "No call waits for an answer.")

    def _begin(self) -> None:
        self._screen.run_worker(self._answer(), group="calls", exclusive=True)

    def stop(self) -> bool:
        """Stop the commands that run; whether there were any."""
        if self._commands is None:
            return False
        self._commands.cancel()
        return True

    async def _answer(self) -> None:
        session = await self._tools.session()
        node, calls = self._waiting_node, self.calls
        if node is None or not calls:  # another conversation was opened meanwhile
            return
        if not session.may_go_on(self._rounds):
            session.allow_more_rounds()  # the user was asked
        if node is not self._node:
            self._node, self._given = node, {}
        pending = [session.pending(call) for call in calls]
        while rest := [each for each in pending if each.call.output_index not in self._given]:
            decided = [each for each in rest if is_decided(session, each)]
            if decided:
                answers = await self._decided_answers(session, decided)
            else:
                number = pending.index(rest[0]) + 1
                answers = await self._ask(session, rest[0], number, len(pending))
            if node is not self._waiting_node:
                return
            if not answers:  # later
                await self._offer()
                return
        given = tuple(self._given[call.output_index] for call in calls)
        self._node, self._given = None, {}
        self._asking.send("", PendingTurn("", node.id, answers=given))

    async def _ask(
        self, session: ToolSession, pending: PendingCall, number: int, count: int
    ) -> list[CallAnswer]:
        from ppchat.tui.screens.conversation.tool_calls.ask_about import CallQuestion

        async def run(pending: PendingCall) -> CommandResult | None:
            results = await self._run([pending], [session.run(pending)])
            return results[0] if results else None

        app = self._screen.app
        answer = await CallQuestion(app, self._tools, pending, run, number, count).answer()
        return [self._keep(answer)] if answer else []

    async def _decided_answers(
        self, session: ToolSession, decided: Sequence[PendingCall]
    ) -> Sequence[CallAnswer]:
        """The answers to calls that are decided for good; none if the user stopped a command.

        The commands that ended before are not run again.
        """

        async def answer(pending: PendingCall) -> CallAnswer:
            return self._keep(await decided_answer(session, pending))

        return await self._run(decided, [answer(each) for each in decided])

    def _keep(self, answer: CallAnswer) -> CallAnswer:
        self._given[answer.call.output_index] = answer
        return answer

    async def _run(
        self, pending: Sequence[PendingCall], work: Sequence[Awaitable[R]]
    ) -> Sequence[R]:
        """What becomes of work that escape stops; nothing if it did."""
        self._running, self._running_since_ns = pending, time.monotonic_ns()
        self._commands = commands = asyncio.gather(*work)
        try:
            with self._asking.busy(), self._answers.ticking():
                return await commands
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():  # the app ends
                raise
            return ()
        finally:
            self._running, self._commands = (), None
            if self._screen.is_running:
                self._answers.draw()
