"""Whoever is asked: the process that reads, the demo's server, the pauses before a retry."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from ppchat.adapters.config import Target
from ppchat.adapters.processes.demo import DemoProcess
from ppchat.adapters.processes.reader import ReaderProcess
from ppchat.core.chat.retry import resumption
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Ended, Problem, Request, Source, Started


class Asker:
    """Asks one server, and goes on asking for what it still has."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.retry_at_ns = 0
        """When it is asked again by itself, monotonic clock; 0 while nothing waits for that."""
        self._closed = False
        self._stopped = asyncio.Event()
        self._reader = ReaderProcess()
        self._demo: asyncio.Task[DemoProcess] | None = None
        self._demo_problem: Problem | None = None

    async def start(self) -> None:
        """Get ready what the first question will need; may be called again."""
        if self._demo and self._demo.done() and not _alive(self._demo):
            self._demo = None
        if self.target.is_demo and self._demo is None:
            self._demo = asyncio.create_task(DemoProcess.start())
        await self._reader.start()

    async def aclose(self) -> None:
        """End the reader and the demo."""
        self._closed = True
        await self._reader.aclose()
        if self._demo:
            self._demo.cancel()
            with suppress(OSError, asyncio.CancelledError):
                await (await self._demo).aclose()

    async def base_url(self) -> str:
        """Where the next request goes."""
        self._demo_problem = None
        if self._demo is None or not self.target.is_demo:
            return self.target.base_url
        try:
            return (await self._demo).base_url
        except OSError as error:
            self._demo_problem = _no_demo(error)
            return self.target.base_url

    async def signals(self, recording: Recording) -> Source:
        """What comes of a recording's request, to be applied to it one by one.

        A response that goes on without its connection is asked for again where it broke off.
        """
        request, retries = recording.request, 0
        broke: Ended | None = None
        while True:
            size = len(recording)
            async for signal in self._stream(request):
                if isinstance(signal, Ended):
                    ended = signal
                elif broke is None or isinstance(signal, Arrived):
                    yield signal
            retries = retries + 1 if len(recording) == size else 0
            lost = ended.end is End.REFUSED and not (ended.problem and ended.problem.retryable)
            if broke is not None and ended.end is End.REFUSED:
                ended = broke  # it can't be gone on with: it ended where it broke off
            rest = None if lost or self._closed else resumption(recording, ended, retries)
            if rest is None:
                yield ended
                return
            broke = ended
            wait_s, request = rest
            if not await self.waited(wait_s):
                yield Ended(time.monotonic_ns(), End.STOPPED)
                return

    async def _stream(self, request: Request) -> Source:
        if self._demo_problem is None:
            async for signal in self._reader.stream(request, self.target.key):
                yield signal
        else:
            at_ns = time.monotonic_ns()
            yield Started(at_ns)
            yield Ended(at_ns, End.REFUSED, self._demo_problem)

    async def waited(self, wait_s: float) -> bool:
        """Whether a pause was not ended before its time."""
        self._stopped.clear()
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
        """Stop the answer, whose last signal tells that it was, or what waits to be asked again."""
        self._stopped.set()
        self._reader.stop()


def _alive(demo: asyncio.Task[DemoProcess]) -> bool:
    return not demo.cancelled() and demo.exception() is None and demo.result().alive


def _no_demo(error: OSError) -> Problem:
    return Problem(
        "demo",
        f"the demo does not start: {error.strerror or error}",
        "Free some memory or processes, then send again.",
        retryable=True,
    )
