"""Where responses come from: the reader process, the demo server, and retries."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from ppchat.adapters.config import Target
from ppchat.adapters.processes.demo import DemoProcess
from ppchat.adapters.processes.reader import ReaderProcess
from ppchat.core.chat.retry import resume_request
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Ended, Problem, Request, Source, Started


class ResponseSource:
    """Sends requests to one server, and resumes responses that were cut off."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.retry_at_ns = 0
        """When the next automatic retry is due, monotonic clock; 0 while none is pending."""
        self._closed = False
        self._stopped = asyncio.Event()
        self._reader = ReaderProcess()
        self._demo: asyncio.Task[DemoProcess] | None = None
        self._demo_problem: Problem | None = None

    async def start(self) -> None:
        """Prepare for the first request; may be called again."""
        if self._demo and self._demo.done() and not _is_alive(self._demo):
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
        """The base URL of the next request."""
        self._demo_problem = None
        if self._demo is None or not self.target.is_demo:
            return self.target.base_url
        try:
            return (await self._demo).base_url
        except OSError as error:
            self._demo_problem = _start_problem(error)
            return self.target.base_url

    async def signals(self, recording: Recording) -> Source:
        """The signals of a recording's request; apply each to the recording before the next.

        A response that continues in the background is resumed where it was cut off.
        """
        request, retries = recording.request, 0
        cut_off: Ended | None = None
        while True:
            size = len(recording)
            async for signal in self._stream(request):
                if isinstance(signal, Ended):
                    ended = signal
                elif cut_off is None or isinstance(signal, Arrived):
                    yield signal
            retries = retries + 1 if len(recording) == size else 0
            gave_up = ended.end is End.REFUSED and not (ended.problem and ended.problem.retryable)
            if cut_off is not None and ended.end is End.REFUSED:
                ended = cut_off  # cannot be resumed: it ended where it was cut off
            resume = None if gave_up or self._closed else resume_request(recording, ended, retries)
            if resume is None:
                yield ended
                return
            cut_off = ended
            wait_s, request = resume
            if not await self.wait_for_retry(wait_s):
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

    async def wait_for_retry(self, wait_s: float) -> bool:
        """Wait before a retry; False if `stop` or `aclose` ended the wait."""
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
        """Stop the response (its last signal then has `End.STOPPED`), or cancel a pending retry."""
        self._stopped.set()
        self._reader.stop()


def _is_alive(demo: asyncio.Task[DemoProcess]) -> bool:
    return not demo.cancelled() and demo.exception() is None and demo.result().is_alive


def _start_problem(error: OSError) -> Problem:
    return Problem(
        "demo",
        f"the demo cannot be started: {error.strerror or error}",
        "Free some memory or processes, then send again.",
        retryable=True,
    )
