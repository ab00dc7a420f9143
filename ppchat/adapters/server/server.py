"""A loopback HTTP server, and the one that replays recordings to any client."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable
from types import TracebackType

from ppchat.adapters.server.access import Access
from ppchat.adapters.server.connection import Connection, Handler
from ppchat.adapters.server.replay import Faults, ReplayHandler, ignore_match
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import RecordingMatch, RecordingMatcher

__all__ = ["Faults", "Server", "serve", "start_server"]


class Server:
    """A server that is listening."""

    def __init__(self, server: asyncio.Server, connections: set[Connection]) -> None:
        self._server = server
        self._connections = connections
        self.host, self.port = server.sockets[0].getsockname()[:2]

    @property
    def base_url(self) -> str:
        """The base URL for clients."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/v1"

    @property
    def active_requests(self) -> int:
        """The number of requests in progress."""
        return len(self._tasks)

    async def wait_idle(self) -> None:
        """Wait until no request is in progress."""
        while tasks := self._tasks:
            await asyncio.wait(tasks)

    @property
    def _tasks(self) -> list[asyncio.Task[None]]:
        return [connection.task for connection in self._connections if connection.task]

    async def aclose(self) -> None:
        """Stop accepting requests, and cut off those in progress."""
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


async def start_server(
    handler: Handler,
    *,
    host: str,
    port: int,
    sock: socket.socket | None = None,
    origins: Iterable[str] = (),
) -> Server:
    """Start a server that answers every request with `handler`, on `sock` if given.

    `host` is the address to listen on, and what clients may call it besides the loopback names;
    `origins` are those whose pages may use it.
    Raises OSError if the port is not available.
    """
    connections: set[Connection] = set()
    loop, access = asyncio.get_running_loop(), Access(host, origins)

    def create_connection() -> Connection:
        return Connection(handler, access, connections)

    if sock is not None:
        return Server(await loop.create_server(create_connection, sock=sock), connections)
    return Server(await loop.create_server(create_connection, host, port), connections)


async def serve(
    recordings: Iterable[tuple[Recording, Metadata]],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    speed: float = 1.0,
    faults: Faults | None = None,
    origins: Iterable[str] = (),
    on_match: Callable[[str, RecordingMatch], None] = ignore_match,
) -> Server:
    """Start a server that answers like OpenAI's, with these recordings.

    `speed` is relative to the recording, 0 for no delays; a port of 0 is any free one. `on_match`
    is called with the path of each request that a recording answers. Raises OSError if the port is
    not available, ValueError without recordings.
    """
    clock = asyncio.get_running_loop().time
    matcher = RecordingMatcher(recordings)
    handler = ReplayHandler(
        matcher, speed=speed, faults=faults or Faults(), clock=clock, on_match=on_match
    )
    return await start_server(handler, host=host, port=port, origins=origins)
