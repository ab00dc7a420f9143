"""The app's handle on the proxy process."""

from __future__ import annotations

import asyncio
import socket
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Final

from ppchat.adapters.processes.child import environment_without_keys, module_command
from ppchat.adapters.processes.messages import AskMessage, MessageDecoder, StopMessage
from ppchat.core.stream.signals import End, Ended, Problem, Signal

_CHUNK_BYTES: Final = 1 << 16
"""Bytes read at once: they are parsed before the next key is handled."""
_BACKLOG: Final = 100
_SHUTDOWN_TIMEOUT_S: Final = 3.0


class ProxyProcess:
    """Forwards requests in a child process, so that painting does not delay their bytes.

    It exits with the app, however that ends, because its stdin closes.
    """

    def __init__(self, target: str, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Bind the port, any free one for 0. Raises OSError if it is not available.

        Requests are accepted from now on, and answered once the process has started.
        """
        self._target = target
        self._host = host
        self._socket = _listen(host, port)
        self._process: Process | None = None
        self._ended = asyncio.Event()
        self._closing = False
        self.port: Final[int] = self._socket.getsockname()[1]
        self.problem: Problem | None = None
        """Why it stopped forwarding; None while it runs or after `aclose`."""

    def replacement(self) -> ProxyProcess:
        """A new proxy at the same address, after this one has ended. Raises OSError."""
        return ProxyProcess(self._target, host=self._host, port=self.port)

    @property
    def base_url(self) -> str:
        """The base URL for clients."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}/v1"

    @property
    def pid(self) -> int | None:
        """The process id; None while it does not run."""
        return self._process.pid if self._process and not self._ended.is_set() else None

    async def messages(self) -> AsyncGenerator[tuple[int, AskMessage | Signal]]:
        """Start it, and yield the streams that pass through until it ends; call it once.

        Each message has its stream's number: first the request, then its signals up to `Ended`.
        """
        open_streams: set[int] = set()
        try:
            process = await self._start()
            assert process.stdout
            decoder = MessageDecoder()
            while chunk := await process.stdout.read(_CHUNK_BYTES):
                for number, message in decoder.feed(chunk):
                    if isinstance(message, StopMessage):
                        continue
                    if isinstance(message, AskMessage):
                        open_streams.add(number)
                    elif isinstance(message, Ended):
                        open_streams.discard(number)
                    yield number, message
            code = await process.wait()
            if not self._closing:
                self.problem = _exit_problem(code)
        except OSError as error:
            self.problem = _start_problem(error)
        finally:
            self._ended.set()
        for number in open_streams:
            yield number, Ended(time.monotonic_ns(), End.BROKEN, self.problem or _CLOSED)

    async def aclose(self) -> None:
        """Stop accepting requests, cut off those in progress, and end the process.

        `messages` yields how they ended, and must be read meanwhile.
        """
        self._closing = True
        self._socket.close()
        process = self._process
        if process is None or self._ended.is_set():
            return
        assert process.stdin
        process.stdin.close()
        try:
            async with asyncio.timeout(_SHUTDOWN_TIMEOUT_S):
                await self._ended.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _start(self) -> Process:
        descriptor = self._socket.fileno()
        self._process = await asyncio.create_subprocess_exec(
            *module_command(
                "ppchat.adapters.processes.proxy_main", str(descriptor), self._host, self._target
            ),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=environment_without_keys(),
            pass_fds=(descriptor,),
            limit=_CHUNK_BYTES,
            start_new_session=True,  # ctrl+c in the terminal is for the app
        )
        self._socket.close()  # or clients would wait on it after the process has exited
        return self._process


def _listen(host: str, port: int) -> socket.socket:
    family, kind, number, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    sock = socket.socket(family, kind, number)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(_BACKLOG)
    except OSError:
        sock.close()
        raise
    return sock


_CLOSED: Final = Problem("closed", "the proxy was closed")
_ADVICE: Final = "New requests are refused; recorded streams are kept. Press r to restart."


def _exit_problem(code: int) -> Problem:
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    message = f"The proxy process exited ({how})."
    return Problem("proxy died", message, _ADVICE)


def _start_problem(error: OSError) -> Problem:
    reason = error.strerror or error
    message = f"The proxy process cannot be started: {reason}."
    return Problem("proxy died", message, _ADVICE)
