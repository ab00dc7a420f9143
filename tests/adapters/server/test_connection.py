"""A client's connection, whatever is answered on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ppchat.adapters.server.connection import Exchange, Handler
from ppchat.adapters.server.server import Server, listening

GET = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"


@asynccontextmanager
async def connected(
    handler: Handler,
) -> AsyncIterator[tuple[Server, asyncio.StreamReader, asyncio.StreamWriter]]:
    async with await listening(handler, host="127.0.0.1", port=0) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        yield server, reader, writer
        writer.close()


async def hello(exchange: Exchange) -> None:
    await exchange.respond(200, b"hello", "text/plain")


async def parts(exchange: Exchange) -> None:
    await exchange.start(200, [("x-odd", "1")])
    for part in (b"one", b"", b"two"):
        await exchange.write(part)
    await exchange.finish()


async def test_answers_follow_one_another() -> None:
    async with connected(hello) as (_, reader, writer):
        writer.write(GET + GET + LAST)
        answers = await reader.read()
        assert answers.count(b"\r\n\r\nhello") == 3
        assert answers.count(b"connection: keep-alive") == 2


async def test_parts_are_chunks() -> None:
    async with connected(parts) as (_, reader, writer):
        writer.write(LAST)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        assert b"x-odd: 1" in head
        assert body == b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"


async def test_parts_of_a_known_length_are_not() -> None:
    async def known(exchange: Exchange) -> None:
        await exchange.start(200, [("Content-Length", "6")])
        await exchange.write(b"one")
        await exchange.write(b"two")
        await exchange.finish()

    async with connected(known) as (_, reader, writer):
        writer.write(GET + LAST)
        assert (await reader.read()).count(b"\r\n\r\nonetwo") == 2


@pytest.mark.parametrize("handler", [hello, parts])
async def test_only_the_head_is_sent_where_it_was_asked_for(handler: Handler) -> None:
    async def headed(exchange: Exchange) -> None:
        if exchange.request.method == "HEAD":
            await exchange.respond(200, b"hello", "text/plain")
        else:
            await handler(exchange)

    async with connected(headed) as (_, reader, writer):
        writer.write(LAST.replace(b"GET", b"HEAD"))
        answer = await reader.read()
        assert b"content-length: 5" in answer
        assert answer.endswith(b"\r\n\r\n")


async def test_a_client_that_waits_is_told_to_go_on() -> None:
    async def echo(exchange: Exchange) -> None:
        await exchange.respond(200, exchange.request.body, "text/plain")

    async with connected(echo) as (_, reader, writer):
        writer.write(
            b"POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
            b"expect: 100-continue\r\ncontent-length: 2\r\n\r\n"
        )
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"hi")
        assert (await reader.read()).endswith(b"\r\n\r\nhi")


async def test_a_fault_in_a_handler_is_an_answer() -> None:
    async def faulty(exchange: Exchange) -> None:
        raise LookupError("a secret")

    async with connected(faulty) as (_, reader, writer):
        writer.write(GET + LAST)
        answers = await reader.read()
        assert answers.count(b"HTTP/1.1 500 ") == 2
        assert b"a secret" not in answers
        error = json.loads(answers.rpartition(b"\r\n\r\n")[2])["error"]
        assert error["type"] == "server_error"


async def test_a_fault_in_the_middle_breaks_the_answer_off() -> None:
    async def faulty(exchange: Exchange) -> None:
        await exchange.start(200, [])
        await exchange.write(b"one")
        raise LookupError

    async with connected(faulty) as (_, reader, writer):
        writer.write(GET + GET)
        body = (await reader.read()).partition(b"\r\n\r\n")[2]
        assert body == b"3\r\none\r\n"


async def test_a_refused_request_ends_the_connection() -> None:
    async with connected(hello) as (_, reader, writer):
        writer.write(b"nonsense\r\n\r\n" + GET)
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.count(b"content-length") == 1


async def test_a_client_that_leaves_ends_its_answer() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless(exchange: Exchange) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with connected(endless) as (server, _, writer):
        writer.write(GET)
        await begun.wait()
        writer.close()
        await ended.wait()
        await server.idle()
        assert server.answering == 0


async def test_a_client_that_does_not_read_makes_the_answer_wait() -> None:
    sent = 0

    async def much(exchange: Exchange) -> None:
        nonlocal sent
        await exchange.start(200, [])
        for _ in range(1000):
            await exchange.write(b"x" * 100_000)
            sent += 1
        await exchange.finish()

    async with connected(much) as (server, reader, writer):
        writer.write(LAST)
        await reader.readuntil(b"\r\n\r\n")  # and no more: 100 MB would have been sent
        writer.transport.abort()
        await server.idle()
        assert sent < 1000
