"""Gets a response to one prompt, in as many attempts as it takes, and reports each step."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count
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


Step = AttemptBegan[A] | Signal | Waiting
"""`AttemptBegan`, then the signals of its response; `Waiting` before a retry or a resumption."""


async def run_attempts(
    source: ResponseSource,
    begin: Callable[[], Awaitable[A]],
    apply: Callable[[A, Signal], Awaitable[None]],
    *,
    retry: bool = True,
) -> AsyncGenerator[Step[A]]:
    """Read the response to the end, and yield each step once it is done.

    `begin` starts an attempt, `apply` records a signal of its response. With `retry`, a refused
    request is sent again after a pause if the server allows it.
    """
    for retries in count():
        attempt = await begin()
        yield AttemptBegan(attempt)
        async with aclosing(source.response(attempt.summary)) as steps:
            async for step in steps:
                if not isinstance(step, Waiting):
                    await apply(attempt, step)
                yield step
        ended = attempt.summary.ended
        wait_s = retry_delay_s(attempt.summary, retries) if retry else None
        if wait_s is None or ended is None:
            return
        yield Waiting(wait_s, ended)
        if not await source.wait_for_retry(wait_s):
            return
