"""The app's handle on the process that runs the proxy."""

from __future__ import annotations

import asyncio
import socket
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Final

from ppchat.adapters.processes.child import command, keyless
from ppchat.adapters.processes.messages import Ask, Decoder, Stop
from ppchat.core.stream.signals import End, Ended, Problem, Signal

_CHUNK: Final = 1 << 16
"""Bytes taken in at once: what is in them is understood before the next key is."""
_BACKLOG: Final = 100
_PATIENCE_S: Final = 3.0


class ProxyProcess:
    """Passes requests on in a process of its own, so that no paint holds their bytes back.

    It ends with the app, however that ends: its stdin closes.
    """

    def __init__(self, target: str, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Take the port, any that is free for 0. Raises OSError when it can't be had.

        Whoever asks from now on is answered once the process has started.
        """
        self._target = target
        self._host = host
        self._socket = _listening(host, port)
        self._process: Process | None = None
        self._ended = asyncio.Event()
        self._closing = False
        self.port: Final[int] = self._socket.getsockname()[1]
        self.problem: Problem | None = None
        """Why it passes nothing on any more, where nobody has closed it."""

    def another(self) -> ProxyProcess:
        """One more at the same address, where this one has ended. Raises OSError as this does."""
        return ProxyProcess(self._target, host=self._host, port=self.port)

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}/v1"

    @property
    def pid(self) -> int | None:
        """The process's id; None where it does not run."""
        return self._process.pid if self._process and not self._ended.is_set() else None

    async def messages(self) -> AsyncGenerator[tuple[int, Ask | Signal]]:
        """Start it, and give what passes by until it ends; to be called once.

        Each stream has a number: first comes the request, then its signals, the last an `Ended`.
        """
        open_: set[int] = set()
        try:
            process = await self._start()
            assert process.stdout
            decoder = Decoder()
            while chunk := await process.stdout.read(_CHUNK):
                for number, message in decoder.feed(chunk):
                    if isinstance(message, Stop):
                        continue
                    if isinstance(message, Ask):
                        open_.add(number)
                    elif isinstance(message, Ended):
                        open_.discard(number)
                    yield number, message
            code = await process.wait()
            if not self._closing:
                self.problem = _died(code)
        except OSError as error:
            self.problem = _no_child(error)
        finally:
            self._ended.set()
        for number in open_:
            yield number, Ended(time.monotonic_ns(), End.BROKEN, self.problem or _CLOSED)

    async def aclose(self) -> None:
        """Take no more requests, break off those that are answered, and end the process.

        `messages` gives how they ended, and must go on to be read meanwhile.
        """
        self._closing = True
        self._socket.close()
        process = self._process
        if process is None or self._ended.is_set():
            return
        assert process.stdin
        process.stdin.close()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._ended.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _start(self) -> Process:
        descriptor = self._socket.fileno()
        self._process = await asyncio.create_subprocess_exec(
            *command(
                "ppchat.adapters.processes.proxy_main", str(descriptor), self._host, self._target
            ),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=keyless(),
            pass_fds=(descriptor,),
            limit=_CHUNK,
            start_new_session=True,  # ctrl+c in the terminal is the app's
        )
        self._socket.close()  # once the process has gone, nobody must wait for an answer
        return self._process


def _listening(host: str, port: int) -> socket.socket:
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
_ADVICE: Final = "Clients are refused now, what came is kept. r starts it again."


def _died(code: int) -> Problem:
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    message = f"The process that passes the streams on ended ({how})."
    return Problem("proxy died", message, _ADVICE)


def _no_child(error: OSError) -> Problem:
    reason = error.strerror or error
    message = f"The process that passes the streams on does not start: {reason}."
    return Problem("proxy died", message, _ADVICE)
