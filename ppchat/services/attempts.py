"""Gets a response to one prompt, in as many attempts as it takes, and reports each step."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ppchat.core.chat.retry import retry_delay_s
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.signals import Signal
from ppchat.services.response_source import ResponseSource, Waiting


class Attempt(Protocol):
    """One request, and what is recorded of its response."""

    @property
    def summary(self) -> RecordingSummary:
        """The summary of the signals that were applied."""


A = TypeVar("A", bound=Attempt)


@dataclass(frozen=True, slots=True)
class AttemptBegan(Generic[A]):
    """The request of an attempt is about to be sent."""

    attempt: A


@dataclass(frozen=True, slots=True)
class Adapted:
    """The server is asked in another way than before, or than the user wants."""

    notice: str
    """What the server does not do, and what is done instead, in one line; foreign."""


Step = AttemptBegan[A] | Signal | Waiting | Adapted
"""`AttemptBegan`, then the signals of its response; `Waiting` before a retry or a resumption,
`Adapted` where one is asked in another way."""


async def run_attempts(
    source: ResponseSource,
    begin: Callable[[], Awaitable[A]],
    apply: Callable[[A, Signal], Awaitable[None]],
    *,
    learn: Callable[[RecordingSummary], str],
    retry: bool = True,
) -> AsyncGenerator[Step[A]]:
    """Read the response to the end, and yield each step once it is done.

    `begin` starts an attempt, `apply` records a signal of its response, `learn` says after it
    whether the prompt is to be sent in another way. With `retry`, a refused request is sent again
    after a pause if the server allows it.
    """
    retries = 0
    while True:
        attempt = await begin()
        yield AttemptBegan(attempt)
        async with aclosing(source.response(attempt.summary)) as steps:
            async for step in steps:
                if not isinstance(step, Waiting):
                    await apply(attempt, step)
                yield step
        if notice := learn(attempt.summary):
            yield Adapted(notice)
            continue
        ended = attempt.summary.ended
        wait_s = retry_delay_s(attempt.summary, retries) if retry else None
        if wait_s is None or ended is None:
            return
        retries += 1
        yield Waiting(wait_s, ended)
        if not await source.wait_for_retry(wait_s):
            return
