"""One short question, which shows what only an answer can show; it may cost a few tokens."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from typing import Final, Protocol

from ppchat.adapters.profiles.key_command import load_key
from ppchat.adapters.profiles.target import Target
from ppchat.core.chat.conversation import build_request
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import Problem, Request, Signal
from ppchat.core.text.display import format_milliseconds

QUESTION: Final = "Answer with one word: hello."


class RequestSender(Protocol):
    """Sends requests, and yields their signals."""

    def stream(
        self, request: Request, key: Secret | None, headers: Mapping[str, Secret]
    ) -> AsyncGenerator[Signal]:
        """Send the request once; closing the iterator cancels it."""


async def ask_briefly(
    sender: RequestSender, target: Target, dialect: Dialect, model: str
) -> tuple[str, ...]:
    """What the answer to a short question shows of a server, a line each."""
    key = await load_key(target)
    if isinstance(key, Problem):
        return (key.message, key.advice)
    request = build_request(
        (), QUESTION, model=model, base_url=target.base_url, dialect=dialect
    ).request
    recording = Recording(request)
    async with aclosing(sender.stream(request, key, target.headers)) as signals:
        async for signal in signals:
            recording.apply(signal)
    return tuple(_findings(recording))


def _findings(recording: Recording) -> Iterator[str]:
    ended = recording.ended
    if recording.outcome is not Outcome.COMPLETED:
        problem = ended.problem if ended else None
        outcome = recording.outcome.value if recording.outcome else "no end"
        yield problem.message if problem else f"It did not answer: {outcome}"
        if problem and problem.advice:
            yield problem.advice
        return
    ttft_ms = metrics(recording.summary).ttft_ms
    yield (
        f"It answers; first text after {format_milliseconds(ttft_ms)}."
        if ttft_ms
        else "It answers."
    )
    stored = recording.response.stored
    if stored is not None:
        yield "It stores answers." if stored else "It does not store answers."
