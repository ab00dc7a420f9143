"""The command of a function: arguments on stdin, within limits of time and size.

It runs without a shell, in a session and process group of its own, which is ended as a whole: what
the command leaves behind ends with it. Its end is that of the program itself, whoever else still
holds its pipes. If this process is killed, another one ends the group.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from asyncio import ReadTransport, SubprocessProtocol, SubprocessTransport, WriteTransport
from codecs import getincrementaldecoder
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final, NamedTuple

from ppchat.adapters.processes.command_watcher import CommandWatcher
from ppchat.core.dialects.tools import FunctionTool

OUTPUT_LIMIT: Final = 1 << 20
"""Bytes of its output that are kept; the rest is read and dropped."""
ERRORS_LIMIT: Final = 1 << 14
"""Bytes of its stderr that are kept."""
_INHERITED: Final = ("PATH", "HOME", "LANG")
_GRACE_S: Final = 0.5
"""How long a command may take to end when asked to, and its children to close its output."""
_DROPPED_AT_ONCE: Final = 1 << 18
"""Bytes that are dropped before a pause, so that endless output leaves time for keys."""
_PAUSE_S: Final = 0.001
_WATCHER: Final = CommandWatcher()
_decoder: Final = getincrementaldecoder("utf-8")


class CommandResult(NamedTuple):
    """What a command printed, and how it ended; foreign texts are raw."""

    output: str
    """Its stdout, up to the limit."""
    exit_code: int | None
    """Negative for the signal that ended it; None if it was not started or was stopped."""
    problem: str
    """Why it did not end well, in one line; empty if it did."""
    truncated: bool
    """Whether it printed more than is kept."""
    duration_ns: int
    """0 if it was not started."""
    errors: str = ""
    """The beginning of its stderr."""


async def run_tool_command(
    tool: FunctionTool, arguments: str, environment: Mapping[str, str] = os.environ
) -> CommandResult:
    """Run the command of a function to its end or a limit; never raises but when cancelled.

    Whoever cancels it stops the command, and waits until that has ended.
    """
    stop = asyncio.Event()
    running = asyncio.create_task(_run(tool, arguments, environment, stop))
    cancelled = None
    while not running.done():
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError as error:
            cancelled = error
            stop.set()
    if cancelled:
        raise cancelled
    return running.result()


async def _run(
    tool: FunctionTool, arguments: str, environment: Mapping[str, str], stop: asyncio.Event
) -> CommandResult:
    start_ns = time.monotonic_ns()
    names = (*_INHERITED, *tool.environment)
    _WATCHER.start()
    try:
        transport, command = await asyncio.get_running_loop().subprocess_exec(
            _Command,
            *tool.command,
            env={name: environment[name] for name in names if name in environment},
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        name = tool.command[0] if tool.command else "the command"
        problem = f"{name} cannot be started: {reason or error}"
        return CommandResult("", None, problem, False, 0)
    try:
        with _WATCHER.watch(transport.get_pid()):
            _write(transport, arguments)
            await _wait_for_any((command.exited, stop), tool.timeout_s)
            in_time = command.exited.is_set()
            if in_time:
                await _wait_for_any((command.closed, stop), _GRACE_S)
            duration_ns = time.monotonic_ns() - start_ns
            await _end(transport, command)
    except asyncio.CancelledError:  # of all tasks, as the loop ends
        _signal(transport, signal.SIGKILL)
        raise
    finally:
        transport.close()
    problem = (
        _exit_problem(transport.get_returncode() or 0)
        if in_time
        else f"stopped after {tool.timeout_s:g} s, its time limit"
    )
    return CommandResult(
        command.output.text(),
        transport.get_returncode() if in_time else None,
        problem,
        command.output.truncated,
        duration_ns,
        command.errors.text(),
    )


class _KeptOutput:
    """The beginning of what a command prints."""

    def __init__(self, limit: int) -> None:
        self.dropped = 0
        """Bytes beyond the limit."""
        self._data = bytearray()
        self._limit = limit

    @property
    def truncated(self) -> bool:
        return self.dropped > 0

    def append(self, data: bytes) -> None:
        kept = data[: self._limit - len(self._data)]
        self._data += kept
        self.dropped += len(data) - len(kept)

    def text(self) -> str:
        """As UTF-8; a character that the limit cuts is left out."""
        return _decoder("replace").decode(bytes(self._data), not self.truncated)


class _Command(SubprocessProtocol):
    """A running command: what it printed so far, and what has ended."""

    def __init__(self) -> None:
        self.output = _KeptOutput(OUTPUT_LIMIT)
        self.errors = _KeptOutput(ERRORS_LIMIT)
        self.exited = asyncio.Event()
        self.closed = asyncio.Event()
        """Set once nobody can print any more."""
        self._open = {1, 2}
        self._next_pause = _DROPPED_AT_ONCE
        self._transport: SubprocessTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, SubprocessTransport)
        self._transport = transport

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        output = self.output if fd == 1 else self.errors
        output.append(data)
        if output.dropped < self._next_pause:
            return
        self._next_pause = output.dropped + _DROPPED_AT_ONCE
        pipe = self._transport.get_pipe_transport(fd) if self._transport else None
        if isinstance(pipe, ReadTransport):
            pipe.pause_reading()
            asyncio.get_running_loop().call_later(_PAUSE_S, _resume, pipe)

    def pipe_connection_lost(self, fd: int, _: Exception | None, /) -> None:
        self._open.discard(fd)
        if not self._open:
            self.closed.set()

    def process_exited(self) -> None:
        self.exited.set()


def _resume(pipe: ReadTransport) -> None:
    if not pipe.is_closing():
        pipe.resume_reading()


def _write(transport: SubprocessTransport, arguments: str) -> None:
    """Give it its arguments; what it does not read is dropped when it exits."""
    stdin = transport.get_pipe_transport(0)
    assert isinstance(stdin, WriteTransport)
    stdin.write(arguments.encode(errors="replace"))
    stdin.write_eof()


async def _wait_for_any(events: Iterable[asyncio.Event], timeout_s: float) -> None:
    """Wait until one of these has happened, or the time is over."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()


async def _end(transport: SubprocessTransport, command: _Command) -> None:
    """End the command and all that it left in its group, then read what they still printed."""
    if not command.exited.is_set():
        _signal(transport, signal.SIGTERM)
        await _wait_for_any([command.exited], _GRACE_S)
    _signal(transport, signal.SIGKILL)
    await _wait_for_any([command.exited], _GRACE_S)
    await _wait_for_any([command.closed], _GRACE_S)  # a child that left the group may hold pipes


def _signal(transport: SubprocessTransport, number: signal.Signals) -> None:
    # The group has the id of its first process, and keeps it while any of its processes lives.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(transport.get_pid(), number)


def _exit_problem(code: int) -> str:
    if code >= 0:
        return f"exit code {code}" if code else ""
    with suppress(ValueError):
        return f"ended by {signal.Signals(-code).name}"
    return f"ended by signal {-code}"
