"""A client's connection, with any handler."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ppchat.adapters.server.connection import Exchange, Handler
from ppchat.adapters.server.server import Server, start_server

GET = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"


@asynccontextmanager
async def connect(
    handler: Handler,
) -> AsyncIterator[tuple[Server, asyncio.StreamReader, asyncio.StreamWriter]]:
    async with await start_server(handler, host="127.0.0.1", port=0) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        yield server, reader, writer
        writer.close()


async def hello(exchange: Exchange) -> None:
    await exchange.respond(200, b"hello", "text/plain")


async def parts(exchange: Exchange) -> None:
    await exchange.start(200, [(b"x-odd", b"1")])
    for part in (b"one", b"", b"two"):
        await exchange.write(part)
    await exchange.finish()


async def test_answers_follow_one_another() -> None:
    async with connect(hello) as (_, reader, writer):
        writer.write(GET + GET + LAST)
        answers = await reader.read()
        assert answers.count(b"\r\n\r\nhello") == 3
        assert answers.count(b"Connection: close") == 1


async def test_parts_are_sent_as_chunks() -> None:
    async with connect(parts) as (_, reader, writer):
        writer.write(LAST)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        assert b"x-odd: 1" in head
        assert body == b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"


async def test_parts_of_a_known_length_are_not() -> None:
    async def fixed_length(exchange: Exchange) -> None:
        await exchange.start(200, [(b"Content-Length", b"6")])
        await exchange.write(b"one")
        await exchange.write(b"two")
        await exchange.finish()

    async with connect(fixed_length) as (_, reader, writer):
        writer.write(GET + LAST)
        assert (await reader.read()).count(b"\r\n\r\nonetwo") == 2


@pytest.mark.parametrize("handler", [hello, parts])
async def test_a_head_request_gets_only_the_head(handler: Handler) -> None:
    async with connect(handler) as (_, reader, writer):
        writer.write(GET.replace(b"GET", b"HEAD") + LAST.replace(b"GET", b"HEAD"))
        answers = await reader.read()
        assert answers.count(b"\r\n\r\nHTTP/1.1 200 OK\r\n") == 1
        assert answers.endswith(b"\r\n\r\n")


async def test_a_client_that_expects_continue_gets_it() -> None:
    async def echo(exchange: Exchange) -> None:
        await exchange.respond(200, exchange.request.body, "text/plain")

    async with connect(echo) as (_, reader, writer):
        writer.write(
            b"POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
            b"expect: 100-continue\r\ncontent-length: 2\r\n\r\n"
        )
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"hi")
        assert (await reader.read()).endswith(b"\r\n\r\nhi")


async def test_an_error_in_a_handler_is_a_response() -> None:
    async def faulty(exchange: Exchange) -> None:
        raise LookupError("a secret")

    async with connect(faulty) as (_, reader, writer):
        writer.write(GET + LAST)
        answers = await reader.read()
        assert answers.count(b"HTTP/1.1 500 ") == 2
        assert b"a secret" not in answers
        error = json.loads(answers.rpartition(b"\r\n\r\n")[2])["error"]
        assert error["type"] == "server_error"


async def test_an_error_in_the_middle_cuts_the_response_off() -> None:
    async def faulty(exchange: Exchange) -> None:
        await exchange.start(200, [])
        await exchange.write(b"one")
        raise LookupError

    async with connect(faulty) as (_, reader, writer):
        writer.write(GET + GET)
        body = (await reader.read()).partition(b"\r\n\r\n")[2]
        assert body == b"3\r\none\r\n"


async def test_a_refused_request_ends_the_connection() -> None:
    async with connect(hello) as (_, reader, writer):
        writer.write(b"nonsense\r\n\r\n" + GET)
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.count(b"content-length") == 1


async def test_a_refused_head_request_gets_only_the_head() -> None:
    async with connect(hello) as (_, reader, writer):
        writer.write(b"HEAD / HTTP/1.1\r\nhost: evil.example\r\n\r\n" + GET)
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 403 ")
        assert answer.endswith(b"connection: close\r\n\r\n")


async def test_a_client_that_offers_another_protocol_is_answered_in_this_one() -> None:
    async with connect(hello) as (_, reader, writer):
        upgrade = b"\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n"
        writer.write(GET.replace(b"\r\n\r\n", upgrade))
        assert (await reader.read()).endswith(b"\r\n\r\nhello")


async def test_a_client_that_disconnects_ends_its_response() -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def endless(exchange: Exchange) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with connect(endless) as (server, _, writer):
        writer.write(GET)
        await started.wait()
        writer.close()
        await ended.wait()
        await server.wait_idle()
        assert server.active_requests == 0


async def test_a_client_that_does_not_read_makes_the_answer_wait() -> None:
    sent = 0

    async def large(exchange: Exchange) -> None:
        nonlocal sent
        await exchange.start(200, [])
        for _ in range(1000):
            await exchange.write(b"x" * 100_000)
            sent += 1
        await exchange.finish()

    async with connect(large) as (server, reader, writer):
        writer.write(LAST)
        await reader.readuntil(b"\r\n\r\n")  # and no more: 100 MB would have been sent
        writer.transport.abort()
        await server.wait_idle()
        assert sent < 1000
