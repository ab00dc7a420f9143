"""The app's handle on the reader process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from types import MappingProxyType

from ppchat.adapters.processes.child import Child
from ppchat.adapters.processes.messages import AskMessage, PlainMessage, StopMessage, encode_message
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import End, Ended, Problem, Request, Signal, Started


class ReaderProcess:
    """Reads streams in a child process, so that stamps are accurate whatever the app does.

    A child that dies is replaced for the next stream.
    """

    def __init__(self) -> None:
        self._reader: _RunningReader | None = None
        self._starting = asyncio.Lock()
        self._number = 0
        self._stopped = 0
        """The number of the last stream that `stop` was meant for."""

    async def __aenter__(self) -> ReaderProcess:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def start(self) -> None:
        """Start the child unless it runs, without waiting until it is ready."""
        with suppress(OSError):  # the next stream tries again, and reports the error
            await self._running_reader()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while no child runs."""
        return self._reader.child.pid if self._reader and self._reader.alive else None

    async def stream(
        self,
        request: Request,
        key: Secret | None = None,
        headers: Mapping[str, Secret] = MappingProxyType({}),
    ) -> AsyncGenerator[Signal]:
        """Send the request, and yield its signals; `stop` or closing the iterator cancels it."""
        self._number += 1
        number = self._number
        try:
            reader = await self._running_reader()
        except OSError as error:
            at_ns = time.monotonic_ns()
            yield Started(at_ns)
            yield Ended(at_ns, End.REFUSED, _start_problem(error))
            return
        if number <= self._stopped:
            at_ns = time.monotonic_ns()
            yield Started(at_ns)
            yield Ended(at_ns, End.STOPPED)
            return
        inbox = reader.open(number, AskMessage(request, key, headers))
        signal = await inbox.get()
        try:
            if isinstance(signal, Ended):
                yield Started(signal.at_ns)
            while not isinstance(signal, Ended):
                yield signal
                signal = await inbox.get()
            yield signal
        finally:
            reader.close(number)

    def stop(self) -> None:
        """Stop all streams; the last signal of each then has `End.STOPPED`."""
        self._stopped = self._number
        if self._reader:
            self._reader.stop()

    async def aclose(self) -> None:
        """End the child."""
        if self._reader:
            await self._reader.aclose()
            self._reader = None

    async def _running_reader(self) -> _RunningReader:
        async with self._starting:
            if self._reader is None or not self._reader.alive:
                self._reader = await _RunningReader.start()
            return self._reader


class _RunningReader:
    """One child process and the streams it reads."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.alive = True
        self._is_closing = False
        self._inboxes: dict[int, asyncio.Queue[Signal]] = {}
        self._receiver = asyncio.create_task(self._receive())

    @classmethod
    async def start(cls) -> _RunningReader:
        return cls(await Child.start("reader", "ppchat.adapters.processes.reader_main"))

    def open(self, number: int, message: AskMessage) -> asyncio.Queue[Signal]:
        inbox = self._inboxes[number] = asyncio.Queue()
        self.child.send(encode_message(number, message))
        return inbox

    def close(self, number: int) -> None:
        """Forget a stream, and stop it if it has not ended."""
        if self._inboxes.pop(number, None) and self.alive:
            self.child.send(encode_message(number, StopMessage()))

    def stop(self) -> None:
        for number in self._inboxes:
            self.child.send(encode_message(number, StopMessage()))

    async def _receive(self) -> None:
        async for number, message in self.child.messages():
            inbox = self._inboxes.get(number)
            if inbox and not isinstance(message, AskMessage | StopMessage | PlainMessage):
                inbox.put_nowait(message)
        self.alive = False
        exit_text = await self.child.wait()
        end, problem = End.STOPPED, None
        if not self._is_closing:
            end, problem = End.BROKEN, _exit_problem(exit_text)
        ended = Ended(time.monotonic_ns(), end, problem)
        for inbox in self._inboxes.values():
            inbox.put_nowait(ended)

    async def aclose(self) -> None:
        """End the process at once, which stops its streams."""
        self._is_closing = True
        await self.child.kill()
        await self._receiver


def _exit_problem(exit_text: str) -> Problem:
    return Problem(
        "reader died",
        f"the reader process {exit_text}",
        "It restarts automatically: send again.",
        retryable=True,
    )


def _start_problem(error: OSError) -> Problem:
    return Problem(
        "reader died",
        f"the reader process cannot be started: {error.strerror or error}",
        "Free some memory or processes, then send again.",
        retryable=True,
    )
