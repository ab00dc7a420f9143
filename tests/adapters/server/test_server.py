"""The server of recordings: its connections, and what it refuses."""

from __future__ import annotations

import asyncio
import json

import pytest

from ppchat.adapters.server.server import serve
from ppchat.core.stream.sse import FrameSplitter
from tests.support.loopback import text_stream
from tests.support.replay import HELLO, STREAMED, build_entry, connected_client, post, send


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        (STREAMED.replace(b"localhost", b"evil.example"), 403, "does not name this server"),
        (STREAMED.replace(b"application/json", b"text/plain"), 415, "application/json"),
        (post(b"[]"), 400, "must be a JSON object"),
        (post(b"{"), 400, "must be a JSON object"),
        (post(b"[" * 100_000), 400, "must be a JSON object"),
        (post(b"").replace(b"POST", b"PUT"), 405, "PUT is not allowed"),
        (post(b"").replace(b"responses", b"embeddings"), 404, "Invalid URL"),
        (b"nonsense\r\n\r\n", 400, "not an HTTP/1.1 request"),
        (
            b"GET / HTTP/1.1\r\nhost: [::1]\r\ncontent-length: 999999999999\r\n\r\n",
            413,
            "too large",
        ),
    ],
)
async def test_refusals_are_in_the_format_of_openai(sent: bytes, status: int, message: str) -> None:
    async with await serve([build_entry(*HELLO)], speed=0) as server:
        head, _, body = (await send(server, sent)).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status)
        assert message in json.loads(body)["error"]["message"]


async def test_a_connection_serves_many_requests() -> None:
    async with await serve([build_entry(*HELLO)], speed=0) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        keep_alive = STREAMED.replace(b"connection: close\r\n", b"")
        writer.write(keep_alive + keep_alive + STREAMED)
        answers = await reader.read()
        assert answers.count(b"HTTP/1.1 200 OK") == 3
        assert answers.count(b"\r\n0\r\n\r\n") == 3
        writer.close()
        await writer.wait_closed()


async def test_an_old_client_gets_a_plain_body() -> None:
    async with await serve([build_entry(*HELLO)], speed=0) as server:
        answer = await send(server, STREAMED.replace(b"HTTP/1.1", b"HTTP/1.0"))
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"chunked" not in head
        assert len(FrameSplitter().feed(body)) == len(HELLO)


async def test_a_disconnect_is_noticed_at_once() -> None:
    slow = build_entry(*HELLO, every_ns=10**12)
    async with await serve([slow]) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(STREAMED)
        await reader.readuntil(b"\n\n")
        assert server.active_requests == 1
        writer.close()
        await server.wait_idle()
        assert server.active_requests == 0


async def test_a_client_that_does_not_read_delays_nobody() -> None:
    large = build_entry(*text_stream(*["x" * 1000] * 20_000))
    async with await serve([large, build_entry(*HELLO)], speed=0) as server:
        _, stuck = await asyncio.open_connection("127.0.0.1", server.port)
        stuck.write(STREAMED)
        async with connected_client(server) as client:
            assert (await client.models.list()).data
        stuck.close()


async def test_closing_ends_running_responses() -> None:
    server = await serve([build_entry(*HELLO, every_ns=10**12)])
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(STREAMED)
    await reader.readuntil(b"\n\n")
    await server.aclose()
    with pytest.raises(OSError, match=r"[Rr]efused|Connect call failed"):
        await asyncio.open_connection("127.0.0.1", server.port)
    writer.close()
