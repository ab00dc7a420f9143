"""The proxy process: forwards requests, and writes their streams to stdout as messages."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from collections.abc import Callable
from itertools import count
from typing import BinaryIO

from ppchat.adapters.gc_tuning import freeze_libraries
from ppchat.adapters.processes.child_main import Outbox, open_stdin, take_stdout
from ppchat.adapters.processes.messages import AskMessage, PlainMessage
from ppchat.adapters.server.proxy import run_proxy
from ppchat.core.stream.signals import Request, Signal


def main() -> None:
    """Serve on the socket given as an argument, until stdin ends."""
    _, descriptor, host, target, *origins = sys.argv
    output = take_stdout()
    sock = socket.socket(fileno=int(descriptor))
    asyncio.run(_serve(sock, host, target, origins, output))


async def _serve(
    sock: socket.socket, host: str, target: str, origins: list[str], output: BinaryIO
) -> None:
    parent, outbox, numbers = await open_stdin(), await Outbox.open(output), count(1)

    def watch(request: Request) -> Callable[[Signal], None]:
        number = next(numbers)
        outbox.put(number, AskMessage(request, None))
        return lambda signal: outbox.put(number, signal)

    server, proxy = await run_proxy(
        *(target, watch),
        host=host,
        sock=sock,
        origins=origins,
        on_plain=lambda: outbox.put(0, PlainMessage()),
    )
    gc.collect()
    freeze_libraries()  # a collector pause would delay forwarded bytes
    await parent.read()
    await server.aclose()
    await proxy.aclose()
    await outbox.aclose()
