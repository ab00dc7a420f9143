"""Which names and which origins a server answers to."""

from __future__ import annotations

import asyncio

import pytest

from ppchat.adapters.server.access import Access
from ppchat.adapters.server.server import serve
from tests.support.replay import HELLO, STREAMED, build_entry, post, send

PAGE = "http://localhost:3000"
PREFLIGHT = (
    b"OPTIONS /v1/responses HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
    b"origin: http://localhost:3000\r\naccess-control-request-method: POST\r\n"
    b"access-control-request-headers: authorization,content-type\r\n\r\n"
)


@pytest.mark.parametrize(
    ("host", "origin", "admitted"),
    [
        ("127.0.0.1:8080", "", True),
        ("localhost", "http://localhost", True),
        ("LocalHost:1", "http://localhost:1", True),
        ("[::1]:1", "", True),
        ("10.0.0.7:1", "http://10.0.0.7:1", True),
        ("localhost:1", "http://pages.example", True),
        ("localhost:1", "https://pages.example", False),
        ("localhost:1", "http://localhost:2", False),
        ("localhost:1", "http://127.0.0.1:1", False),
        ("localhost", "https://evil.example", False),
        ("localhost", "http://localhost.evil.example", False),
        ("localhost", "null", False),
        ("10.0.0.8", "", False),
        ("evil.example", "", False),
        ("evil.example", "http://pages.example", False),
        ("127.0.0.1.evil.example:80", "", False),
        ("evil.example@localhost", "", False),
        ("localhost/evil.example", "", False),
        ("localhost:x", "", False),
        ("", "", False),
        ("[", "", False),
    ],
)
def test_names_and_origins(host: str, origin: str, admitted: bool) -> None:
    assert Access("10.0.0.7", ["http://Pages.example"]).admits(host, origin) is admitted


def test_a_server_on_all_addresses_is_called_by_any_address_and_no_other_name() -> None:
    access = Access("0.0.0.0")
    assert access.admits("192.0.2.1:8080", "")
    assert access.admits("[2001:db8::1]", "")
    assert not access.admits("evil.example", "")
    assert not access.admits("192.0.2.1", "http://192.0.2.2")


@pytest.mark.parametrize(
    "sent",
    [
        STREAMED.replace(b"host: localhost", b"host: localhost\r\nhost: localhost"),
        STREAMED.replace(b"/v1", b"http://localhost/v1", 1),
        STREAMED.replace(b"application/json", b"text/plain\r\norigin: http://localhost:3000"),
        PREFLIGHT,
    ],
    ids=["two hosts", "absolute form", "foreign origin", "preflight"],
)
async def test_a_server_refuses(sent: bytes) -> None:
    async with await serve([build_entry(*HELLO)], speed=0) as server:
        head = (await send(server, sent)).partition(b"\r\n\r\n")[0]
        assert head.split(b" ")[1] in (b"400", b"403")
        assert b"access-control" not in head


async def test_a_page_of_an_allowed_origin_asks_first_and_reads_the_answer() -> None:
    async with await serve([build_entry(*HELLO)], speed=0, origins=[PAGE]) as server:
        head = (await send(server, PREFLIGHT)).partition(b"\r\n\r\n")[0].lower()
        assert head.startswith(b"http/1.1 204 ")
        assert b"access-control-allow-origin: http://localhost:3000\r\n" in head
        assert b"access-control-allow-methods: post\r\n" in head
        assert b"access-control-allow-headers: authorization,content-type" in head
        for body in (b'{"input":"x","stream":true}', b"[]"):
            answer = await send(server, post(body, f"origin: {PAGE}"))
            assert answer.count(b"access-control-allow-origin: http://localhost:3000\r\n") == 1


async def test_a_preflight_leaves_the_connection_open() -> None:
    async with await serve([build_entry(*HELLO)], speed=0, origins=[PAGE]) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(PREFLIGHT.replace(b"connection: close\r\n", b"") + STREAMED)
        assert (await reader.read()).count(b"HTTP/1.1 20") == 2
        writer.close()
