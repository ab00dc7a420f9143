"""Where responses come from: a reader, the demo server, and what resumes a broken response."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from ppchat.adapters.processes.demo import Demo
from ppchat.adapters.profiles.target import Target
from ppchat.core.chat.retry import last_sequence_number, resume_request
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import Arrived, End, Ended, Problem, Request, Signal, Started
from ppchat.services.tools.variables import fill_variables

_CHANGED: Final = Problem(
    "another server", "another server was chosen before this was sent", "Send it again."
)


class ResponseReader(Protocol):
    """Sends requests and yields their signals, from this process or from a child process."""

    async def start(self) -> None:
        """Prepare for the first request; may be called again."""

    def stream(
        self,
        request: Request,
        key: Secret | None = None,
        headers: Mapping[str, Secret] = MappingProxyType({}),
    ) -> AsyncGenerator[Signal]:
        """Send the request once, and yield its signals; closing the iterator cancels it."""

    async def aclose(self) -> None:
        """Cancel what is in progress, and close the connections."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pause before the next attempt to get a response, or the rest of one, has begun."""

    wait_s: float
    cause: Ended
    """How the attempt before it ended."""


class ResponseSource:
    """Sends requests to one server, and resumes responses that were cut off."""

    def __init__(self, target: Target, reader: ResponseReader, demo: Demo | None = None) -> None:
        """`demo` is one that was started before, so that it is ready sooner."""
        self.target = target
        self.retry_at_ns = 0
        """When the next automatic retry is due, monotonic clock; 0 while none is pending."""
        self.demo_problem: Problem | None = None
        """Why the demo has no address; None if it has one, or is not used."""
        self._reader = reader
        self._closed = False
        self._stopped = asyncio.Event()
        self._demo = demo or Demo()

    async def __aenter__(self) -> ResponseSource:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def start(self) -> None:
        """Prepare for the first request; may be called again."""
        if self.target.is_demo:
            self._demo.start()
        await self._reader.start()

    async def aclose(self) -> None:
        """End the reader and the demo."""
        self._closed = True
        await asyncio.gather(self._reader.aclose(), self._demo.aclose())

    async def base_url(self) -> str:
        """The base URL of the next request."""
        self.demo_problem = None
        if not self.target.is_demo:
            return self.target.base_url
        demo = self._demo.start()
        stopped = asyncio.create_task(self._stopped.wait())
        await asyncio.wait({demo, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not demo.done():
            return self.target.base_url  # nothing will be sent to it
        try:
            return (await demo).base_url
        except OSError as error:
            self.demo_problem = _start_problem(error)
            return self.target.base_url

    async def stream(self, request: Request) -> AsyncGenerator[Signal]:
        """Send the request once, and yield its signals.

        The variables of its hosted tools are replaced only in what is sent.
        """
        target = self.target
        filled, key = fill_variables(request, os.environ), await self._load_key(target)
        problem = self.demo_problem or next(
            (value for value in (filled, key) if isinstance(value, Problem)), None
        )
        if not target.is_demo and request.base_url != target.base_url:
            problem = _CHANGED  # its key and headers are for that server alone
        if problem is not None or self._stopped.is_set():
            at_ns = time.monotonic_ns()
            yield Started(at_ns)
            yield Ended(at_ns, End.REFUSED if problem else End.STOPPED, problem)
            return
        assert not isinstance(filled, Problem)
        assert not isinstance(key, Problem)
        async with aclosing(self._reader.stream(filled.request, key, target.headers)) as signals:
            async for signal in signals:
                if isinstance(signal, Ended) and signal.problem and signal.problem.status == 401:
                    _forget_key(target)
                yield filled.mask(signal)

    async def _load_key(self, target: Target) -> Secret | Problem | None:
        """The key of the server; `stop` ends the command that prints it."""
        if not (target.key_command or target.problem):
            return target.key
        from ppchat.adapters.profiles.key_command import load_key

        loading = asyncio.create_task(load_key(target))
        stopped = asyncio.create_task(self._stopped.wait())
        try:
            await asyncio.wait({loading, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return loading.result() if loading.done() else None
        finally:
            stopped.cancel()
            if loading.cancel():
                await asyncio.wait([loading])

    async def response(self, summary: RecordingSummary) -> AsyncGenerator[Signal | Waiting]:
        """The signals of the request of `summary`; apply each to the summary before the next.

        A response that continues in the background is resumed where it was cut off.
        """
        request, retries = summary.request, 0
        is_background = request.body.get("background") is True
        last_number: int | None = None
        cut_off: Ended | None = None
        while True:
            arrived = False
            async with aclosing(self.stream(request)) as signals:
                async for signal in signals:
                    if isinstance(signal, Ended):
                        ended = signal
                        continue
                    if isinstance(signal, Arrived):
                        arrived = True
                        if is_background:
                            last_number = last_sequence_number(
                                signal.frames, last_number, summary.dialect
                            )
                    elif cut_off is not None:
                        continue
                    yield signal
            retries = 0 if arrived else retries + 1
            gave_up = ended.end is End.REFUSED and not (ended.problem and ended.problem.retryable)
            if cut_off is not None and ended.end is End.REFUSED:
                ended = cut_off  # cannot be resumed: it ended where it was cut off
            resume = (
                None
                if gave_up or self._closed
                else resume_request(summary, ended, last_number, retries)
            )
            if resume is None:
                yield ended
                return
            cut_off = ended
            wait_s, request = resume
            yield Waiting(wait_s, cut_off)
            if not await self.wait_for_retry(wait_s):
                yield Ended(time.monotonic_ns(), End.STOPPED)
                return

    async def wait_for_retry(self, wait_s: float) -> bool:
        """Wait before a retry; False if `stop` or `aclose` ended the wait."""
        self.retry_at_ns = time.monotonic_ns() + round(wait_s * 1e9)
        try:
            async with asyncio.timeout(wait_s):
                await self._stopped.wait()
        except TimeoutError:
            return not self._closed
        finally:
            self.retry_at_ns = 0
        return False

    def stop(self) -> None:
        """Cancel a pending retry, and send nothing more until `restart`."""
        self._stopped.set()

    def restart(self) -> None:
        """Forget that `stop` was called: what was to be stopped has ended."""
        self._stopped.clear()


@asynccontextmanager
async def demo_target(target: Target) -> AsyncIterator[Target | Problem]:
    """The target with an address: that of the demo, which runs meanwhile, where it is the demo."""
    if not target.is_demo:
        yield target
        return
    demo = Demo()
    try:
        yield target._replace(base_url=(await demo.start()).base_url)
    except OSError as error:
        yield _start_problem(error)
    finally:
        await demo.aclose()


def _forget_key(target: Target) -> None:
    """Run the command that printed the key again for the next request: it may have expired."""
    if target.key_command:
        from ppchat.adapters.profiles.key_command import forget_key

        forget_key(target)


def _start_problem(error: OSError) -> Problem:
    return Problem(
        "demo",
        f"the demo cannot be started: {error.strerror or error}",
        "Free some memory or processes, then send again.",
        retryable=True,
    )
