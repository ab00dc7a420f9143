"""A module of the package in a child process: its start, its environment, its messages, its end."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from ppchat.adapters.log import LOG, active_log
from ppchat.adapters.processes.messages import Message, MessageDecoder
from ppchat.core.security.secret import is_known_secret
from ppchat.core.stream.signals import Arrived, Ended, Opened

_PACKAGE_PARENT: Final = str(Path(__file__).parents[3])
# The package's folder goes last in sys.path and the working folder is left out, so that nothing
# there can shadow an installed module. What is imported stays: collecting meanwhile frees nothing,
# and delays the first request.
_BOOTSTRAP: Final = (
    "import gc, importlib, sys; gc.disable(); home, module = sys.argv[1:3]; del sys.argv[1:3];"
    " home in sys.path or sys.path.append(home); main = importlib.import_module(module).main;"
    " gc.freeze(); gc.enable(); main()"
)
_SECRET_NAME: Final = re.compile(
    r"(?:.*_)?(?:api_?key|key|token|secret|password|passwd|credentials?)", re.IGNORECASE
)
_SHUTDOWN_TIMEOUT_S: Final = 3.0
_CHUNK_BYTES: Final = 1 << 16
"""Bytes read at once: they are decoded before the next key is handled."""


def module_command(module: str, *arguments: str) -> tuple[str, ...]:
    """The command line that calls `main` of `module`, with `arguments` in `sys.argv`."""
    return (sys.executable, "-P", "-c", _BOOTSTRAP, _PACKAGE_PARENT, module, *arguments)


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that a child inherits: all but secrets.

    A variable is a secret if its name ends like one (`..._KEY`, `..._TOKEN`), or if its value is
    a key that this process uses. The one child that sends a key gets it in a message.
    """
    return {
        name: value
        for name, value in environment.items()
        if not _SECRET_NAME.fullmatch(name) and not is_known_secret(value.strip())
    }


async def run_child(command: Sequence[str], data: bytes, timeout_s: float) -> tuple[bytes, int]:
    """What a child prints that gets `data`, and its exit code, negative for a signal.

    Raises OSError if it cannot be started, and TimeoutError once it is ended for taking too long.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=child_environment(os.environ),
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(timeout_s):
            output, _ = await process.communicate(data)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        code = await process.wait()
    return output, code


class Child:
    """A running child process.

    It exits with this process, however that ends, because its stdin closes.
    """

    def __init__(self, name: str, process: Process) -> None:
        self._process = process
        self._log = LOG.getChild(name)
        self._is_read = False
        self._is_killed = False
        self._watcher = asyncio.create_task(self._watch()) if process.stderr else None

    @classmethod
    async def start(
        cls, name: str, module: str, *arguments: str, pass_fds: Collection[int] = ()
    ) -> Child:
        """Start `main` of a module, without waiting until it is ready. Raises OSError.

        `name` is its name in the log, where its stderr goes.
        """
        # In a session of its own: ctrl+c in the terminal is for this process, and Linux shares the
        # processor between sessions, so that painting here delays the child's stamps less.
        return cls(
            name,
            await asyncio.create_subprocess_exec(
                *module_command(module, *arguments),
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE if active_log() else DEVNULL,
                env=child_environment(os.environ),
                limit=_CHUNK_BYTES,
                pass_fds=pass_fds,
                start_new_session=True,
            ),
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.returncode is None

    def send(self, data: bytes) -> None:
        """Write to its stdin; ignored if it has exited."""
        assert self._process.stdin
        self._process.stdin.write(data)

    async def read_line(self) -> str:
        """A line from its stdout; empty if it has exited."""
        assert self._process.stdout
        return (await self._process.stdout.readline()).decode().strip()

    async def messages(self) -> AsyncGenerator[tuple[int, Message]]:
        """The messages from its stdout until it exits, each with its stream's number."""
        assert self._process.stdout
        decoder = MessageDecoder()
        self._is_read = True
        try:
            while chunk := await self._process.stdout.read(_CHUNK_BYTES):
                for number, message in decoder.feed(chunk):
                    if not isinstance(message, Arrived):
                        self._log.debug("stream %d: %s", number, _summarize(message))
                    yield number, message
        finally:
            self._is_read = False

    async def wait(self) -> str:
        """Wait until it has exited, and say how: `exited (exit code 1)`."""
        assert self._process.stdout
        if not self._is_read:  # the pipe has to be empty
            while await self._process.stdout.read(_CHUNK_BYTES):
                pass
        exit_text = _exit_text(await self._process.wait())
        if self._watcher is None:
            return f"exited ({exit_text})"
        await asyncio.wait([self._watcher])
        return f"exited ({exit_text}, see {active_log()})"

    async def _watch(self) -> None:
        """Log its start, its stderr and its end."""
        assert self._process.stderr
        self._log.info("started as process %d", self.pid)
        while True:
            try:
                line = await self._process.stderr.readline()
            except ValueError:
                line = b"(a line that is too long)"
            if not line:
                break
            self._log.warning("%s", line.decode(errors="replace").rstrip())
        code = await self._process.wait()
        level = logging.ERROR if code and not self._is_killed else logging.INFO
        self._log.log(level, "exited (%s)", _exit_text(code))

    async def aclose(self) -> None:
        """End it by closing its stdin, or kill it when it takes too long."""
        assert self._process.stdin
        self._process.stdin.close()
        try:
            async with asyncio.timeout(_SHUTDOWN_TIMEOUT_S):
                await self.wait()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End it at once, for a child that has nothing to finish; waits until it has exited."""
        self._is_killed = True
        with suppress(ProcessLookupError):
            self._process.kill()
        await self.wait()


def _exit_text(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _summarize(message: Message) -> str:
    """A message without its content."""
    match message:
        case Opened():
            return f"opened with status {message.status}"
        case Ended(_, end, problem):
            return f"ended ({end.value}){f': {problem.message}' if problem else ''}"
        case _:
            return type(message).__name__.lower()
