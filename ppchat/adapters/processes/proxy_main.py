"""The proxy process: forwards requests, and writes their streams to stdout as messages."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from itertools import count
from typing import Final

from ppchat.adapters.processes.messages import AskMessage, Message, encode_message
from ppchat.adapters.server.proxy import run_proxy
from ppchat.core.stream.signals import Request, Signal

_PAUSE_S: Final = 0.004
"""Seconds between two writes: each wakes the app, which draws 30 times a second at most."""


def main() -> None:
    """Serve on the socket given as an argument, until stdin ends."""
    descriptor, host, target = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl+c is for the app, which closes stdin
    output = os.dup(1)
    os.dup2(2, 1)  # a stray print must not get between the messages
    asyncio.run(_serve(socket.socket(fileno=descriptor), host, target, output))


async def _serve(sock: socket.socket, host: str, target: str, output: int) -> None:
    loop = asyncio.get_running_loop()
    parent = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(parent), sys.stdin)
    pipe, protocol = await loop.connect_write_pipe(_PipeProtocol, os.fdopen(output, "wb"))
    outbox = _Outbox(pipe)
    server, proxy = await run_proxy(target, outbox.watch, host=host, sock=sock)
    gc.collect()
    gc.freeze()  # a collector pause would delay forwarded bytes
    gc.set_threshold(20_000, 50, 1_000)
    await parent.read()
    await server.aclose()
    await proxy.aclose()
    outbox.flush()
    pipe.close()
    await protocol.closed


class _PipeProtocol(asyncio.BaseProtocol):
    """Notices when everything is written, or cannot be."""

    def __init__(self) -> None:
        self.closed = asyncio.get_running_loop().create_future()

    def connection_lost(self, _: Exception | None) -> None:
        self.closed.set_result(None)


class _Outbox:
    """Sends messages in batches, so that forwarding is not delayed.

    While the app is slow, they accumulate in the transport.
    """

    def __init__(self, pipe: asyncio.WriteTransport) -> None:
        self._pipe = pipe
        self._numbers = count(1)
        self._pending: list[bytes] = []
        self._sent_at = 0.0

    def watch(self, request: Request) -> Callable[[Signal], None]:
        """Send a request, and return the function that sends the signals of its stream."""
        number = next(self._numbers)
        self._put(number, AskMessage(request, None))
        return lambda signal_: self._put(number, signal_)

    def _put(self, number: int, message: Message) -> None:
        if not self._pending:
            loop = asyncio.get_running_loop()
            loop.call_at(max(loop.time(), self._sent_at + _PAUSE_S), self.flush)
        self._pending.append(encode_message(number, message))

    def flush(self) -> None:
        """Send the pending messages."""
        if self._pending:
            self._pipe.write(b"".join(self._pending))
            self._pending.clear()
            self._sent_at = asyncio.get_running_loop().time()
