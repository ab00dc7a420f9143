"""The openai client: what it sends to whom, and what it reads."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from httpx2 import Headers, Response

from ppchat.adapters.openai.client import (
    host_and_port,
    is_compressed,
    make_client,
)
from ppchat.adapters.openai.network import StampingBackend
from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import End, Problem
from tests.support.loopback import (
    Exchange,
    answer,
    collect,
    ended_signal,
    hello_request,
    scripted_server,
    text_stream,
)

KEY = Secret("sk-test-1234567890")


async def problem_of(base_url: str, key: Secret | None = None) -> Problem:
    """The problem that a request without a stream ends with."""
    async with OpenAIReader() as reader:
        end = ended_signal(await collect(reader.stream(hello_request(base_url), key)))
    assert end.end is End.REFUSED
    assert end.problem
    return end.problem


async def test_without_a_key_none_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-the-users-own")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin")
    async with scripted_server(answer(*text_stream("a"))) as server, OpenAIReader() as reader:
        await collect(reader.stream(hello_request(server.base_url)))
    assert "authorization" not in server.requests[0].headers
    assert "sk-" not in str(server.requests[0].headers)


async def test_openai_variables_go_to_no_other_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-private")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-private")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Mine: private\nAuthorization: Bearer private")
    async with scripted_server(answer(*text_stream("a"))) as server, OpenAIReader() as reader:
        await collect(reader.stream(hello_request(server.base_url), KEY))
    assert "private" not in str(server.requests[0].headers)
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY.reveal()}"


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
async def test_loopback_is_never_reached_through_a_proxy(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with scripted_server(answer(*text_stream("a"))) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(hello_request(server.base_url)))
    assert ended_signal(signals).end is End.EOF


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (gzip.compress(b"out of order", mtime=0), "gzip", "out of order"),
        (gzip.compress(bytes(10_000_000), mtime=0), "gzip", "(binary data)"),
        (b"this is not gzip", "gzip", ""),
        (b"whatever", "compress", "(compressed: compress)"),
    ],
    ids=["text", "zeros", "damaged", "unknown"],
)
async def test_a_compressed_error_is_unpacked_up_to_a_limit(
    body: bytes, coding: str, reason: str
) -> None:
    script = answer(body, status="500 Oops", content_encoding=coding)
    async with scripted_server(script) as server:
        problem = await problem_of(server.base_url)
    assert problem.message == f"500 Internal Server Error: {reason}".rstrip(": ")


async def test_an_endless_error_is_read_up_to_a_limit() -> None:
    gone = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.open("500 Oops")
        try:
            while True:
                await exchange.chunk(b"x" * 4096)
        except ConnectionError:
            gone.set()

    async with scripted_server(script) as server:
        problem = await problem_of(server.base_url)
        await gone.wait()
    assert len(problem.message.encode()) < 2100


@pytest.mark.parametrize(
    ("base_url", "shown"),
    [
        ("http://localhost:8080/v1", "localhost:8080"),
        ("https://api.openai.com/v1", "api.openai.com"),
        ("http://user:secret@host/v1", "host"),
        ("http://鳥.example", "xn--6x6a.example"),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_host_and_port_are_shown_without_credentials(base_url: str, shown: str) -> None:
    assert host_and_port(base_url) == shown


@pytest.mark.parametrize(
    ("encoding", "compressed"),
    [(None, False), ("identity", False), (" IDENTITY ", False), ("gzip", True), ("br", True)],
)
def test_what_counts_as_compressed(encoding: str | None, compressed: bool) -> None:
    headers = Headers({} if encoding is None else {"content-encoding": encoding})
    response = Response(200, headers=headers, stream=None)
    assert is_compressed(response) is compressed


async def test_a_client_that_is_made_has_not_connected() -> None:
    async with scripted_server(answer(*text_stream("a"))) as server:
        async with make_client(server.base_url, KEY) as client:
            assert client.max_retries == 0
            assert KEY.reveal() not in repr(vars(client))
        assert server.connections == 0


@pytest.mark.parametrize("variable", ["NO_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
async def test_arrivals_are_stamped_with_and_without_a_proxy(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("NO_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    async with make_client("https://example.com/v1", KEY) as client:
        http_client = vars(client)["_client"]
        transports = [vars(http_client)["_transport"], *vars(http_client)["_mounts"].values()]
        pools = [transport._pool for transport in transports if transport is not None]
        backends = [vars(pool)["_network_backend"] for pool in pools]
    assert len(backends) == (1 if variable == "NO_PROXY" else 2)
    assert {type(backend) for backend in backends} == {StampingBackend}
