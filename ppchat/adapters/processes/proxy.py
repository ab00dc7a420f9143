"""The app's handle on the proxy process."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncGenerator, Sequence
from typing import Final

from ppchat.adapters.processes.child import Child
from ppchat.adapters.processes.messages import AskMessage, PlainMessage, StopMessage
from ppchat.core.stream.signals import End, Ended, Problem, Signal

_BACKLOG: Final = 100


class ProxyProcess:
    """Forwards requests in a child process, so that painting does not delay their bytes."""

    def __init__(
        self, target: str, *, host: str = "127.0.0.1", port: int = 0, origins: Sequence[str] = ()
    ) -> None:
        """Bind the port, any free one for 0. Raises OSError if it is not available.

        Pages of these `origins` may use it.
        Requests are accepted from now on, and answered once the process has started.
        """
        self._target = target
        self._host = host
        self._origins = tuple(origins)
        self._socket = _listen(host, port)
        self._child: Child | None = None
        self._closing = False
        self.port: Final[int] = self._socket.getsockname()[1]
        self.problem: Problem | None = None
        """Why it stopped forwarding; None while it runs or after `aclose`."""

    def replacement(self) -> ProxyProcess:
        """A new proxy at the same address, after this one has ended. Raises OSError."""
        return ProxyProcess(self._target, host=self._host, port=self.port, origins=self._origins)

    @property
    def base_url(self) -> str:
        """The base URL for clients."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}/v1"

    @property
    def pid(self) -> int | None:
        """The process id; None while it does not run."""
        return self._child.pid if self._child and self._child.is_alive else None

    async def messages(self) -> AsyncGenerator[tuple[int, AskMessage | PlainMessage | Signal]]:
        """Start it, and yield the streams that pass through until it ends; call it once.

        Each message has its stream's number: first the request, then its signals up to `Ended`.
        A `PlainMessage` is of none.
        """
        open_streams: set[int] = set()
        try:
            if self._closing:
                return
            child = await self._start()
            async for number, message in child.messages():
                if isinstance(message, StopMessage):
                    continue
                if isinstance(message, AskMessage):
                    open_streams.add(number)
                elif isinstance(message, Ended):
                    open_streams.discard(number)
                yield number, message
            exit_text = await child.wait()
            if not self._closing:
                self.problem = _exit_problem(exit_text)
        except OSError as error:
            self.problem = _start_problem(error)
        for number in open_streams:
            yield number, Ended(time.monotonic_ns(), End.BROKEN, self.problem or _CLOSED)

    async def aclose(self) -> None:
        """Stop accepting requests, cut off those in progress, and end the process.

        `messages` yields how they ended, and must be read meanwhile.
        """
        self._closing = True
        self._socket.close()
        if self._child:
            await self._child.aclose()

    async def _start(self) -> Child:
        descriptor = self._socket.fileno()
        self._child = await Child.start(
            *("proxy", "ppchat.adapters.processes.proxy_main"),
            *(str(descriptor), self._host, self._target, *self._origins),
            pass_fds=(descriptor,),
        )
        if self._closing:
            await self._child.aclose()
        self._socket.close()  # or clients would wait on it after the process has exited
        return self._child


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
RESTART_ADVICE: Final = "New requests are refused; recorded streams are kept. Press r to restart."


def _exit_problem(exit_text: str) -> Problem:
    return Problem("proxy died", f"The proxy process {exit_text}.", RESTART_ADVICE)


def _start_problem(error: OSError) -> Problem:
    reason = error.strerror or error
    message = f"The proxy process cannot be started: {reason}."
    return Problem("proxy died", message, RESTART_ADVICE)
