"""Loopback HTTP: a server that answers any client with recordings."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from types import TracebackType

from ppchat.adapters.server.connection import Connection, Handler
from ppchat.adapters.server.replay import Faults, Replaying
from ppchat.core.formats.jsonl import About
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import Repertoire

__all__ = ["Faults", "Server", "listening", "serve"]


class Server:
    """A server that is listening."""

    def __init__(self, server: asyncio.Server, connections: set[Connection]) -> None:
        self._server = server
        self._connections = connections
        self.host, self.port = server.sockets[0].getsockname()[:2]

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/v1"

    @property
    def answering(self) -> int:
        """How many requests are being answered."""
        return len(self._tasks)

    async def idle(self) -> None:
        """Wait until no request is being answered."""
        while tasks := self._tasks:
            await asyncio.wait(tasks)

    @property
    def _tasks(self) -> list[asyncio.Task[None]]:
        return [connection.task for connection in self._connections if connection.task]

    async def aclose(self) -> None:
        """Take no more requests, and break off those that are being answered."""
        self._server.close()
        for connection in tuple(self._connections):
            await connection.aclose()
        await self._server.wait_closed()

    async def __aenter__(self) -> Server:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()


async def listening(
    handler: Handler, *, host: str, port: int, sock: socket.socket | None = None
) -> Server:
    """Answer every request with `handler`, on `sock` where it is given.

    Raises OSError when the port can't be had.
    """
    connections: set[Connection] = set()
    loop = asyncio.get_running_loop()

    def connection() -> Connection:
        return Connection(handler, connections)

    if sock is not None:
        return Server(await loop.create_server(connection, sock=sock), connections)
    return Server(await loop.create_server(connection, host, port), connections)


async def serve(
    recordings: Iterable[tuple[Recording, About]],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    speed: float = 1.0,
    faults: Faults | None = None,
) -> Server:
    """Answer as OpenAI's server does, with these recordings, `speed` times as fast; 0: flat out.

    A port of 0 is any that is free. Raises OSError when the port can't be had, ValueError when
    there is no recording.
    """
    clock = asyncio.get_running_loop().time
    repertoire = Repertoire(recordings)
    replaying = Replaying(
        repertoire, host=host, speed=speed, faults=faults or Faults(), clock=clock
    )
    return await listening(replaying, host=host, port=port)
