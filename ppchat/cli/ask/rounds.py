"""The rounds of one question: each is a request with its response, until the model answers it."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field
from typing import NamedTuple

from ppchat.adapters.config import Settings
from ppchat.adapters.profiles.target import Target
from ppchat.cli.ask.kept_turns import KeptTurns
from ppchat.cli.ask.output import BatchedOutput, print_notice
from ppchat.cli.ask.permitted_answers import (
    call_line,
    permitted_answers,
    unanswerable,
    waiting_notice,
)
from ppchat.cli.ask.printers import PRINTERS, Printer
from ppchat.cli.exit_codes import DONE, FAILED, WAITING
from ppchat.core.chat.adaptation import lost_response
from ppchat.core.chat.conversation import PastTurn
from ppchat.core.chat.rejections import rejected_parameter
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.tools import HostedTool
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.response import JsonObject
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.stream.foreign import NOT_A_STREAM
from ppchat.core.stream.http_errors import NO_ENDPOINT
from ppchat.core.stream.signals import End, Ended, Signal
from ppchat.services.attempts import Adapted, run_attempts
from ppchat.services.next_request import left_out_notice, next_request
from ppchat.services.response_source import ResponseSource, Waiting
from ppchat.services.schema_check import check_schema
from ppchat.services.server_api import ServerApi
from ppchat.services.settings.branch_settings import resumed_settings
from ppchat.services.tools.session import ToolSession


@dataclass(frozen=True, slots=True)
class AskOptions:
    """What to ask which server, and how to print the answer."""

    prompt: str
    settings: Settings
    target: Target
    format: str = "text"
    retry: bool = True
    """Whether a request that the server refuses for now is sent again."""
    tools: ToolSession = field(default_factory=lambda: ToolSession({}))
    """The tools that the model may use, and what may run."""
    schema: JsonObject | None = None
    """The JSON schema that the answer is to follow."""
    attachments: tuple[Attachment, ...] = ()
    """The files that are sent with the prompt."""
    kept: KeptTurns | None = None
    """What stores the turns, after those of a conversation; None if nothing is kept."""


class _AskedTurn(NamedTuple):
    """A round that has ended."""

    id: str
    prompt: str
    answers: tuple[CallAnswer, ...]
    recording: RecordingSummary
    attachments: tuple[Attachment, ...]


class AskedExchange:
    """A question with its rounds; each attempt of each round has a printer of its own."""

    def __init__(self, options: AskOptions, output: BatchedOutput) -> None:
        self._printer: Printer | None = None
        """The printer of the last attempt; None before the first."""
        self._options = options
        self._output = output
        self._api = ServerApi(options.settings, options.target)
        self._kept = options.kept
        self._turns: list[_AskedTurn] = []
        self._turn_id = ""
        """The id of the last attempt."""
        self._chain = True
        self._chained_to: str | None = None
        """The turn whose stored response the last attempt referred to."""
        self._reported: list[Dialect] = []
        self._unfinished_code = DONE
        """The exit code while calls are not answered, or an answer is not checked."""

    async def read(self, source: ResponseSource) -> None:
        """Print each round as it arrives, and each pause on stderr, until no call is left."""
        tools = self._options.tools
        answers: tuple[CallAnswer, ...] = ()
        while True:
            calls = await self._read_round(source, answers)
            if not calls:
                await self._check_answer()
                return
            self._unfinished_code = WAITING
            if waiting := unanswerable(tools, calls):
                self._print_calls(waiting)
                return
            if not tools.may_go_on(len(self._turns)):
                limit = f"{len(self._turns)} rounds"
                print_notice(f"Stopped after {limit}: --max-rounds N lets the model go on.")
                self._print_calls(calls)
                return
            answers = await permitted_answers(tools, calls)
            self._unfinished_code = DONE

    async def _read_round(
        self, source: ResponseSource, answers: tuple[CallAnswer, ...]
    ) -> tuple[Call, ...]:
        """Send the question, or answers to calls, and return the calls of the response."""
        options = self._options
        prompt, attachments = ("", ()) if answers else (options.prompt, options.attachments)
        base_url = await source.base_url()

        async def begin() -> Printer:
            settings = self._turn_settings()
            self._report_left_out(settings)
            path: list[PastTurn] = [*(self._kept.path if self._kept else ()), *self._turns]
            asked = next_request(
                prompt,
                settings,
                base_url=base_url,
                api=self._api,
                path=path,
                answers=answers,
                tools=options.tools.enabled,
                attachments=attachments,
                chain=self._chain,
            )
            request, self._chained_to = asked.request, asked.chained_to
            self._turn_id = str(len(self._turns))
            if self._kept:
                parent = path[-1].id if path else None
                self._turn_id = await self._kept.begin(
                    request, parent, prompt, answers, attachments
                )
            self._printer = PRINTERS[options.format](request, self._output)
            return self._printer

        async def apply(printer: Printer, signal_: Signal) -> None:
            if self._kept:
                self._kept.append(signal_)
            printer.take(signal_)
            if self._kept and isinstance(signal_, Ended):
                self._kept.end(printer.summary)

        steps = run_attempts(source, begin, apply, learn=self._api.learn, retry=options.retry)
        async with aclosing(steps):
            async for step in steps:
                if isinstance(step, Waiting):
                    _print_wait(step)
                elif isinstance(step, Adapted):
                    print_notice(step.notice)
        assert self._printer
        summary = self._printer.summary
        if self._chained_to and lost_response(summary):
            self._chain = False
            print_notice("The server has lost what it was to continue: all of it is sent.")
            return await self._read_round(source, answers)
        if self._printer.conclude() != DONE:
            if name := rejected_parameter(summary):
                host = options.target.host
                print_notice(f"{host} rejects {name}: `-o {name}=` asks without it.")
            return ()
        self._turns.append(_AskedTurn(self._turn_id, prompt, answers, summary, attachments))
        return summary.dialect.calls(summary.response)

    def _turn_settings(self) -> TurnSettings:
        """Those of the turn that the question follows, but for what the command line names."""
        options = self._options
        path = self._kept.path if self._kept else ()
        last = path[-1].recording.request if path else None
        return resumed_settings(last, options.settings, options.target, self._api, options.schema)

    def _report_left_out(self, settings: TurnSettings) -> None:
        """Say once what the server's API has no place for."""
        dialect = self._api.dialect
        if dialect in self._reported:
            return
        self._reported.append(dialect)
        if notice := left_out_notice(settings, self._api):
            print_notice(notice)
        if dialect.has_hosted_tools:
            return
        tools = self._options.tools.enabled
        if names := ", ".join(tool.label for tool in tools if isinstance(tool, HostedTool)):
            print_notice(f"{names}: not sent, as {dialect.label} has no tools of the server")

    async def _check_answer(self) -> None:
        """Check the answer of the last round against its schema, if it has one and completed."""
        if self._printer is None or self._printer.conclude() != DONE:
            return
        self._unfinished_code = FAILED
        check = await check_schema(self._printer.summary)
        sentences = tuple(check.sentences()) if check is not None else ()
        for sentence in sentences:
            print_notice(sanitize_line(sentence))
        self._unfinished_code = FAILED if sentences else DONE

    def _print_calls(self, calls: tuple[Call, ...]) -> None:
        """Print the calls that nobody answers: to stdout where the answer stands there as text."""
        for call in calls:
            if self._options.format == "text":
                self._output.write(call_line(call))
            print_notice(waiting_notice(self._options.tools, call))

    def cut_off(self, ended: Ended) -> None:
        """End the round from this side."""
        if self._printer is None:
            return
        if self._printer.summary.ended is None:
            if self._output.failure:
                self._printer.summary.apply(ended)
            else:
                self._printer.take(ended)
            if self._kept:
                self._kept.end(self._printer.summary)
        elif ended.problem and not self._output.failure:
            # While waiting for a retry, or for a command.
            print_notice(f"{ended.problem.message}\n{ended.problem.advice}")

    @property
    def lacks_api(self) -> bool:
        """Whether the server does not have what was asked for."""
        ended = self._printer.summary.ended if self._printer else None
        return bool(ended and ended.problem and ended.problem.kind in (NO_ENDPOINT, NOT_A_STREAM))

    @property
    def api(self) -> str:
        """The name of the API in which was asked."""
        return self._api.dialect.name

    def conclude(self, code: int) -> int:
        """Print how the last round ended, and return the exit code.

        `code` is that of what cut it off; `DONE` if nothing did.
        """
        if self._printer is None or self._output.failure:
            return code
        self._output.flush()
        outcome_code = self._printer.conclude()
        if self._unfinished_code:
            return code or self._unfinished_code
        return outcome_code and (code or outcome_code)


def _print_wait(waiting: Waiting) -> None:
    problem = waiting.cause.problem
    if waiting.cause.end is End.REFUSED:
        reason, action = problem.message if problem else "refused", "trying again"
    else:
        reason, action = problem.message if problem else "the stream broke off", "resuming"
    print_notice(f"{reason}: {action} in {waiting.wait_s:.3g} s")
