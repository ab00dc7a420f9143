"""The app's handle on the reader process."""

from __future__ import annotations

import asyncio
import os
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Final

from ppchat.adapters.processes.child import module_command
from ppchat.adapters.processes.messages import (
    AskMessage,
    MessageDecoder,
    StopMessage,
    encode_message,
)
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import End, Ended, Problem, Request, Signal, Started

_SECRETS: Final = frozenset({"OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "PPCHAT_API_KEY"})
_SHUTDOWN_TIMEOUT_S: Final = 3.0
_CHUNK_BYTES: Final = 1 << 20


class ReaderProcess:
    """Reads streams in a child process, so that stamps are accurate whatever the app does.

    A child that dies is replaced for the next stream.
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
        """Start the child unless it runs, without waiting until it is ready."""
        with suppress(OSError):  # the next stream tries again, and reports the error
            await self._running_child()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while no child runs."""
        return self._child.process.pid if self._child and self._child.alive else None

    async def stream(self, request: Request, key: Secret | None = None) -> AsyncGenerator[Signal]:
        """Send the request, and yield its signals; `stop` or closing the iterator cancels it."""
        self._number += 1
        number = self._number
        try:
            child = await self._running_child()
        except OSError as error:
            at_ns = time.monotonic_ns()
            yield Started(at_ns)
            yield Ended(at_ns, End.REFUSED, _start_problem(error))
            return
        inbox = child.open(number, AskMessage(request, key))
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
        """Stop all streams; the last signal of each then has `End.STOPPED`."""
        if self._child:
            self._child.stop()

    async def aclose(self) -> None:
        """End the child."""
        if self._child:
            await self._child.aclose()
            self._child = None

    async def _running_child(self) -> _Child:
        async with self._starting:
            if self._child is None or not self._child.alive:
                self._child = await _Child.start()
            return self._child


class _Child:
    """One child process and the streams it reads."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.alive = True
        self._inboxes: dict[int, asyncio.Queue[Signal]] = {}
        self._receiver = asyncio.create_task(self._receive())

    @classmethod
    async def start(cls) -> _Child:
        environment = {name: value for name, value in os.environ.items() if name not in _SECRETS}
        return cls(
            await asyncio.create_subprocess_exec(
                *module_command("ppchat.adapters.processes.reader_main"),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=environment,
                limit=_CHUNK_BYTES,
            )
        )

    def open(self, number: int, message: AskMessage) -> asyncio.Queue[Signal]:
        inbox = self._inboxes[number] = asyncio.Queue()
        self._send(encode_message(number, message))
        return inbox

    def close(self, number: int) -> None:
        """Forget a stream, and stop it if it has not ended."""
        if self._inboxes.pop(number, None) and self.alive:
            self._send(encode_message(number, StopMessage()))

    def stop(self) -> None:
        for number in self._inboxes:
            self._send(encode_message(number, StopMessage()))

    def _send(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)

    async def _receive(self) -> None:
        assert self.process.stdout
        decoder = MessageDecoder()
        while chunk := await self.process.stdout.read(_CHUNK_BYTES):
            for number, message in decoder.feed(chunk):
                inbox = self._inboxes.get(number)
                if inbox and not isinstance(message, AskMessage | StopMessage):
                    inbox.put_nowait(message)
        self.alive = False
        code = await self.process.wait()
        ended = Ended(time.monotonic_ns(), End.BROKEN, _exit_problem(code))
        for inbox in self._inboxes.values():
            inbox.put_nowait(ended)

    async def aclose(self) -> None:
        """End the process, and wait until it has exited."""
        assert self.process.stdin
        self.process.stdin.close()
        try:
            async with asyncio.timeout(_SHUTDOWN_TIMEOUT_S):
                await asyncio.shield(self._receiver)
        except TimeoutError:
            self.process.kill()
            await self._receiver


def _exit_problem(code: int) -> Problem:
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return Problem(
        "reader died",
        f"the reader process exited ({how})",
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
