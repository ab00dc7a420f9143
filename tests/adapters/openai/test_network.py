"""Sockets whose reads carry the time at which the bytes arrived."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import httpcore2
import pytest

from ppchat.adapters.openai.network import RECEIVED, StampedStream, StampingBackend
from tests.support import loopback

CERTIFICATE: Final = Path(loopback.__file__).with_name("localhost.pem")
"""A self-signed certificate of `localhost` with its key."""

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def connected(
    serve: Serve, tls: ssl.SSLContext | None = None
) -> AsyncIterator[StampedStream]:
    """A stream that is connected to a server of this process."""
    tasks: list[asyncio.Future[None]] = []

    async def serve_to_the_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.ensure_future(_serve_and_close(serve, reader, writer)))

    async with await asyncio.start_server(serve_to_the_end, "127.0.0.1", 0, ssl=tls) as server:
        stream = await StampingBackend().connect_tcp("127.0.0.1", port_of(server), timeout=60)
        assert isinstance(stream, StampedStream)
        yield stream
        await stream.aclose()
        await asyncio.gather(*tasks)


async def _serve_and_close(
    serve: Serve, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with suppress(ConnectionError):  # the client may leave with bytes unread
        await serve(reader, writer)
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


def port_of(server: asyncio.Server) -> int:
    port = server.sockets[0].getsockname()[1]
    assert isinstance(port, int)
    return port


async def readable(stream: StampedStream) -> None:
    """Wait until something has arrived, without reading it."""
    while not stream.get_extra_info("is_readable"):  # noqa: ASYNC110
        await asyncio.sleep(0)


async def test_a_read_has_the_time_of_arrival_however_late_it_comes() -> None:
    more = asyncio.Event()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"one")
        await more.wait()
        writer.write(b"two")
        writer.close()

    async with connected(serve) as stream:
        await readable(stream)
        after_one_ns = time.monotonic_ns()
        assert await stream.read(2) == b"on"
        first_ns = stream.read_at_ns
        assert first_ns <= after_one_ns
        assert await stream.read(100) == b"e"
        assert stream.read_at_ns == first_ns
        assert not stream.get_extra_info("is_readable")
        more.set()
        assert await stream.read(100) == b"two"
        assert stream.read_at_ns >= after_one_ns
        assert await stream.read(100) == b""
        assert stream.get_extra_info("is_readable")


async def test_what_is_not_read_is_not_taken_from_the_socket() -> None:
    size, sent = 32 << 20, asyncio.Event()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes(size))
        await writer.drain()
        sent.set()
        writer.close()

    async with connected(serve) as stream:
        await readable(stream)
        await stream.write(b"hello")
        for _ in range(100):
            await asyncio.sleep(0)
        assert not sent.is_set()
        received = 0
        while chunk := await stream.read(1 << 16):
            received += len(chunk)
            assert len(chunk) <= 1 << 16
    assert received == size


async def test_a_large_request_is_sent_whole() -> None:
    received = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.set_result(len(await reader.readexactly(8 << 20)))
        writer.close()

    async with connected(serve) as stream:
        await stream.write(bytes(8 << 20))
        assert await received == 8 << 20


async def test_a_connection_that_is_reset_raises() -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        writer.transport.abort()

    async with connected(serve) as stream:
        with pytest.raises(httpcore2.ReadError):
            await stream.read(100)
        with pytest.raises(httpcore2.WriteError):
            await stream.write(b"more")


async def test_reading_stops_when_the_time_is_over() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with connected(serve) as stream:
        with pytest.raises(httpcore2.ReadTimeout):
            await stream.read(100, timeout=0.01)


async def test_the_same_over_tls() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Hello, " + await reader.readexactly(5))
        writer.close()

    server_tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_tls.load_cert_chain(CERTIFICATE)
    client_tls = ssl.create_default_context(cafile=str(CERTIFICATE))
    async with connected(serve, server_tls) as plain:
        stream = await plain.start_tls(client_tls, "localhost", timeout=60)
        await stream.write(b"world")
        assert await stream.read(100) == b"Hello, world"
        assert isinstance(stream, StampedStream)
        assert stream.read_at_ns
        assert stream.get_extra_info("ssl_object").version().startswith("TLS")
        assert await stream.read(100) == b""


async def test_a_certificate_that_is_not_accepted_raises() -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server_tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_tls.load_cert_chain(CERTIFICATE)
    async with connected(serve, server_tls) as plain:
        with pytest.raises(httpcore2.ConnectError) as error:
            await plain.start_tls(ssl.create_default_context(), "localhost")
    assert isinstance(error.value.__cause__, ssl.SSLCertVerificationError)


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port on which nothing listens, and that no other process can take meanwhile."""
    with socket.socket() as sock:
        sock.bind(("", 0))
        port = sock.getsockname()[1]
        assert isinstance(port, int)
        yield port


async def test_no_server_raises(unused_port: int) -> None:
    with pytest.raises(httpcore2.ConnectError) as error:
        await StampingBackend().connect_tcp("127.0.0.1", unused_port)
    assert error.value.__cause__
    assert isinstance(error.value.__cause__.__cause__, ConnectionRefusedError)


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name have these addresses."""

    async def getaddrinfo(*_: object, **__: object) -> list[tuple[Any, ...]]:
        return [
            (socket.AF_INET6 if ":" in address else socket.AF_INET, 1, 6, "", (address, 0))
            for address in addresses
        ]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)


async def test_the_next_address_is_tried_when_one_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        resolve_to(monkeypatch, "127.0.0.2", "::1", "127.0.0.1")
        stream = await StampingBackend().connect_tcp("name", port_of(server))
        assert stream.get_extra_info("server_addr") == ("127.0.0.1", port_of(server))
        await stream.aclose()


async def test_all_addresses_that_refuse_are_named(
    monkeypatch: pytest.MonkeyPatch, unused_port: int
) -> None:
    resolve_to(monkeypatch, "127.0.0.2", "127.0.0.1")
    with pytest.raises(httpcore2.ConnectError) as error:
        await StampingBackend().connect_tcp("name", unused_port)
    assert error.value.__cause__
    causes = error.value.__cause__.__cause__
    assert isinstance(causes, ExceptionGroup)
    assert {type(cause) for cause in causes.exceptions} == {ConnectionRefusedError}


async def test_the_first_bytes_after_the_last_write_are_collected() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            writer.write(data)

    received = bytearray()
    RECEIVED.set(received)
    async with connected(echo) as stream:
        for data in (b"one", b"x" * 5000):
            await stream.write(data)
            await stream.read(10)
            assert data.startswith(received)
            assert 0 < len(received) <= 10
