"""The app's handle on the child process that runs the reader."""

from __future__ import annotations

import asyncio
import os
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Final

from ppchat.adapters.processes.child import command
from ppchat.adapters.processes.messages import Ask, Decoder, Stop, encoded
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import End, Ended, Problem, Request, Signal, Started

_SECRETS: Final = frozenset({"OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "PPCHAT_API_KEY"})
_PATIENCE_S: Final = 3.0
_CHUNK: Final = 1 << 20


class ReaderProcess:
    """Reads streams in a process of its own, so that stamps are true whatever the app does.

    A child that dies is replaced at the next stream.
    """

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._starting = asyncio.Lock()
        self._number = 0

    async def __aenter__(self) -> ReaderProcess:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def start(self) -> None:
        """Start the child unless it runs; it gets ready while the app goes on."""
        with suppress(OSError):  # the next stream tries again, and tells
            await self._running()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._child.process.pid if self._child and self._child.alive else None

    async def stream(self, request: Request, key: Secret | None = None) -> AsyncGenerator[Signal]:
        """Ask, and give what comes. `stop` or closing the iterator ends the request."""
        self._number += 1
        number = self._number
        try:
            child = await self._running()
        except OSError as error:
            at_ns = time.monotonic_ns()
            yield Started(at_ns)
            yield Ended(at_ns, End.REFUSED, _no_child(error))
            return
        inbox = child.open(number, Ask(request, key))
        signal = await inbox.get()
        try:
            if isinstance(signal, Ended):
                yield Started(signal.at_ns)
            while not isinstance(signal, Ended):
                yield signal
                signal = await inbox.get()
            yield signal
        finally:
            child.close(number)

    def stop(self) -> None:
        """End what is being read; its last signal says that it was stopped."""
        if self._child:
            self._child.stop()

    async def aclose(self) -> None:
        """End the child."""
        if self._child:
            await self._child.aclose()
            self._child = None

    async def _running(self) -> _Child:
        async with self._starting:
            if self._child is None or not self._child.alive:
                self._child = await _Child.start()
            return self._child


class _Child:
    """One child process and the streams that it reads."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.alive = True
        self._inboxes: dict[int, asyncio.Queue[Signal]] = {}
        self._pump = asyncio.create_task(self._receive())

    @classmethod
    async def start(cls) -> _Child:
        environment = {name: v for name, v in os.environ.items() if name not in _SECRETS}
        return cls(
            await asyncio.create_subprocess_exec(
                *command("ppchat.adapters.processes.reader_main"),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=environment,
                limit=_CHUNK,
            )
        )

    def open(self, number: int, ask: Ask) -> asyncio.Queue[Signal]:
        inbox = self._inboxes[number] = asyncio.Queue()
        self._send(encoded(number, ask))
        return inbox

    def close(self, number: int) -> None:
        """Forget a stream, and end it if it has not."""
        if self._inboxes.pop(number, None) and self.alive:
            self._send(encoded(number, Stop()))

    def stop(self) -> None:
        for number in self._inboxes:
            self._send(encoded(number, Stop()))

    def _send(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)

    async def _receive(self) -> None:
        assert self.process.stdout
        decoder = Decoder()
        while chunk := await self.process.stdout.read(_CHUNK):
            for number, message in decoder.feed(chunk):
                inbox = self._inboxes.get(number)
                if inbox and not isinstance(message, Ask | Stop):
                    inbox.put_nowait(message)
        self.alive = False
        code = await self.process.wait()
        ended = Ended(time.monotonic_ns(), End.BROKEN, _died(code))
        for inbox in self._inboxes.values():
            inbox.put_nowait(ended)

    async def aclose(self) -> None:
        """End the process and wait until it is gone."""
        assert self.process.stdin
        self.process.stdin.close()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await asyncio.shield(self._pump)
        except TimeoutError:
            self.process.kill()
            await self._pump


def _died(code: int) -> Problem:
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return Problem(
        "reader died",
        f"the process that reads the stream ended ({how})",
        "Another one starts by itself: ask again.",
        retryable=True,
    )


def _no_child(error: OSError) -> Problem:
    return Problem(
        "reader died",
        f"the process that reads the stream does not start: {error.strerror or error}",
        "Free some memory or processes, then send again.",
        retryable=True,
    )
