"""The sockets under the openai client: each read carries the time at which its bytes arrived."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import zip_longest
from typing import Any, Final

import httpcore2
import httpx2

RECEIVED: Final[ContextVar[bytearray]] = ContextVar("RECEIVED")
"""Collects the first bytes that answer the request of the running task, even if they are refused
where they are parsed."""
_RECEIVED_BYTES: Final = 1024
"""Bytes that are collected."""
_STAGGER_S: Final = 0.25
"""Seconds until the next address is tried beside one that has not answered (RFC 8305)."""
_BUFFERED_BYTES: Final = 1 << 18
"""Unread bytes from which the socket is not read."""


class StampingBackend(httpcore2.AsyncNetworkBackend):
    """Connects sockets whose streams know when their bytes arrived."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore2.AsyncNetworkStream:
        """A connected stream. Raises ConnectError, ConnectTimeout."""
        with _translated(httpcore2.ConnectError, httpcore2.ConnectTimeout):
            async with asyncio.timeout(timeout):
                return StampedStream(await _connect(host, port))

    async def sleep(self, seconds: float) -> None:
        """Pause."""
        await asyncio.sleep(seconds)


def stamp_arrivals(http_client: httpx2.AsyncClient) -> None:
    """Let a client, and those of its transports that use a proxy, read through our sockets.

    It has no parameter for that. Where this finds nothing to set, times are those of the tasks.
    """
    transports = [
        vars(http_client).get("_transport"),
        *vars(http_client).get("_mounts", {}).values(),
    ]
    for transport in transports:
        pool = getattr(transport, "_pool", None)
        if isinstance(pool, httpcore2.AsyncConnectionPool) and "_network_backend" in vars(pool):
            vars(pool)["_network_backend"] = StampingBackend()


class StampedStream(httpcore2.AsyncNetworkStream):
    """A connection; takes the time when the event loop reads the socket, not when a task does."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._received = bytearray()
        self.read_at_ns = 0
        """When the bytes of the last `read` arrived, monotonic clock."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """The next bytes; empty at the end. Raises ReadError, ReadTimeout."""
        with _translated(httpcore2.ReadError, httpcore2.ReadTimeout):
            async with asyncio.timeout(timeout):
                data, self.read_at_ns = await self._connection.read(max_bytes)
        if len(self._received) < _RECEIVED_BYTES:
            self._received += data[: _RECEIVED_BYTES - len(self._received)]
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send bytes, at once if the socket takes them. Raises WriteError, WriteTimeout."""
        self._received = RECEIVED.get(self._received)
        self._received.clear()  # what came before answers another request, or is a proxy's
        with _translated(httpcore2.WriteError, httpcore2.WriteTimeout):
            async with asyncio.timeout(timeout):
                await self._connection.write(buffer)

    async def aclose(self) -> None:
        """Close the connection, whatever is not yet sent."""
        transport = self._connection.transport
        transport.close()  # says goodbye, with TLS
        asyncio.get_running_loop().call_soon(transport.abort)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        """Encrypt the connection from here on. Raises ConnectError."""
        connection = self._connection
        try:
            with _translated(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                transport = await _start_tls(connection, ssl_context, server_hostname, timeout)
        except BaseException:
            connection.transport.abort()
            raise
        connection.transport = transport
        return self

    def get_extra_info(self, info: str) -> Any:
        """What the connection pool asks for."""
        transport = self._connection.transport
        match info:
            case "is_readable":
                return self._connection.is_readable
            case "client_addr":
                return transport.get_extra_info("sockname")
            case "server_addr":
                return transport.get_extra_info("peername")
            case _:
                return transport.get_extra_info(info)


class _Connection(asyncio.Protocol):
    """Queues what arrives, with its time."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._chunks: deque[tuple[bytes, int]] = deque()
        self._buffered = 0
        self._failure: Exception | None = None
        self._ended = False
        self._arrived = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()

    @property
    def is_readable(self) -> bool:
        """Whether `read` would return at once, with bytes or the end."""
        return self._arrived.is_set()

    async def read(self, max_bytes: int) -> tuple[bytes, int]:
        """The next bytes and when they arrived; empty at the end. Raises OSError."""
        await self._arrived.wait()
        if not self._chunks:
            if self._failure is not None:
                raise self._failure
            return b"", time.monotonic_ns()
        data, at_ns = self._chunks.popleft()
        if len(data) > max_bytes:
            self._chunks.appendleft((data[max_bytes:], at_ns))
            data = data[:max_bytes]
        if self._buffered >= _BUFFERED_BYTES > self._buffered - len(data):
            self.transport.resume_reading()
        self._buffered -= len(data)
        if not self._chunks and not self._ended:
            self._arrived.clear()
        return data, at_ns

    async def write(self, data: bytes) -> None:
        """Send, and wait only while the socket takes no more. Raises OSError."""
        if self._ended:
            raise self._failure or BrokenPipeError("the connection was closed")
        self.transport.write(data)
        await self._writable.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._chunks.append((data, time.monotonic_ns()))
        if self._buffered < _BUFFERED_BYTES <= self._buffered + len(data):
            self.transport.pause_reading()
        self._buffered += len(data)
        self._arrived.set()

    def eof_received(self) -> None:
        self._end()

    def connection_lost(self, error: Exception | None) -> None:
        self._failure = error
        self._end()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _end(self) -> None:
        self._ended = True
        self._arrived.set()
        self._writable.set()


async def _connect(host: str, port: int) -> _Connection:
    """Connect to the first address of `host` that answers. Raises OSError."""
    loop = asyncio.get_running_loop()
    addresses = deque(_in_turn(await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    attempts: set[asyncio.Task[tuple[asyncio.Transport, _Connection]]] = set()
    failures: list[OSError] = []
    try:
        while addresses or attempts:
            if addresses:
                attempt = loop.create_connection(_Connection, addresses.popleft(), port)
                attempts.add(asyncio.create_task(attempt))
            done, attempts = await asyncio.wait(
                attempts,
                timeout=_STAGGER_S if addresses else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            while done:
                try:
                    connection = done.pop().result()[1]
                except OSError as error:
                    failures.append(error)
                else:
                    attempts |= done
                    return connection
    finally:
        for task in attempts:
            task.add_done_callback(_close_attempt)
            task.cancel()
    cause = failures[0] if len(failures) == 1 else ExceptionGroup("no address answers", failures)
    raise OSError("all connection attempts failed") from cause


async def _start_tls(
    connection: _Connection, tls: ssl.SSLContext, name: str | None, timeout_s: float | None
) -> asyncio.Transport:
    """The encrypted transport of a connection. Raises OSError."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout_s):
            transport = await loop.start_tls(
                connection.transport, connection, tls, server_hostname=name
            )
    except TimeoutError as error:
        raise ssl.SSLError(0, "the handshake was not answered") from error
    if transport is None:
        raise ConnectionResetError("the connection was closed")
    return transport


def _in_turn(resolved: Sequence[tuple[Any, ...]]) -> list[str]:
    """The addresses of a host, with those of its first family and the others taking turns."""
    first = [str(sockaddr[0]) for family, *_, sockaddr in resolved if family == resolved[0][0]]
    others = [str(sockaddr[0]) for family, *_, sockaddr in resolved if family != resolved[0][0]]
    return [name for pair in zip_longest(first, others) for name in pair if name is not None]


def _close_attempt(attempt: asyncio.Task[tuple[asyncio.Transport, _Connection]]) -> None:
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result()[0].abort()


@contextmanager
def _translated(failure: type[Exception], timeout: type[Exception]) -> Iterator[None]:
    """Raise what the client expects of a connection."""
    try:
        yield
    except TimeoutError as error:
        raise timeout(error) from error
    except OSError as error:  # TLS errors are among them
        raise failure(error) from error
