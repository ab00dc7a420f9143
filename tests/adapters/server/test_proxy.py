"""The proxy, between a real client and a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from openai import APIStatusError, AsyncOpenAI

from ppchat.adapters.server.proxy import Proxy, proxying
from ppchat.adapters.server.server import Server, serve
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.stream.signals import End, Ended, Request, Signal
from ppchat.core.stream.sse import Splitter
from ppchat.demo.recordings import recordings
from tests.support.loopback import Exchange, answer, raw, serving, text_stream, verbatim

HELLO = text_stream("Hel", "lo", " you")
KEY = "sk-" + "k" * 40


@dataclass
class Noted:
    """What the proxy told."""

    request: Request
    signals: list[Signal] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, signal: Signal) -> None:
        self.signals.append(signal)
        if isinstance(signal, Ended):
            self.over.set()

    def recording(self) -> Recording:
        made = Recording(self.request)
        for signal in self.signals:
            made.apply(signal)
        return made


@asynccontextmanager
async def between(target: str) -> AsyncIterator[tuple[Server, list[Noted]]]:
    noted: list[Noted] = []

    def watch(request: Request) -> Noted:
        noted.append(Noted(request))
        return noted[-1]

    server, proxy = await proxying(target, watch)
    async with server:
        yield server, noted
    await proxy.aclose()


def client_of(server: Server) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=server.base_url, api_key=KEY, max_retries=0, timeout=30)


async def test_a_stream_passes_through_and_is_noted() -> None:
    async with (
        await serve(recordings(), speed=0) as target,
        between(target.base_url) as (server, noted),
        client_of(server) as client,
    ):
        stream = await client.responses.create(model="m", input="weather", stream=True)
        events = [event async for event in stream]
        assert [event.sequence_number for event in events] == list(range(len(events)))
        assert [model.id async for model in client.models.list()] == ["ppchat-demo"]
        (note,) = noted
        await note.over.wait()
        recording = note.recording()
        assert recording.verdict is Verdict.COMPLETED
        assert len(recording) == len(events)
        assert note.request.base_url == target.base_url
        assert note.request.model == "m"


async def test_bytes_and_headers_stay_as_they_are_and_keys_are_kept_nowhere() -> None:
    odd = [b"data: \xff\r\n\r\n: hi\n\nda", b"ta: 2\r\r"]
    async with (
        serving(answer(*odd, x_request_id="req_1", openai_organization="org")) as target,
        between(target.base_url) as (server, noted),
        client_of(server) as client,
    ):
        async with client.responses.with_streaming_response.create(
            model="m", input="x", stream=True, extra_headers={"X-Odd": "1"}, instructions=KEY
        ) as response:
            got = b"".join([chunk async for chunk in response.iter_bytes()])
            assert response.headers["x-request-id"] == "req_1"
        assert got == b"".join(odd)
        (asked,) = target.asked
        assert asked.headers["authorization"] == f"Bearer {KEY}"
        assert asked.headers["x-odd"] == "1"
        assert asked.headers["accept-encoding"] == "identity"
        assert asked.headers["host"] == target.base_url.split("/")[2]
        assert asked.json["instructions"] == KEY
        await noted[0].over.wait()
        assert raw(noted[0].signals) == b"".join(odd)
        assert KEY not in repr(noted[0])


async def test_a_request_nested_too_deep_to_be_looked_through_passes_and_is_not_kept() -> None:
    deep = "[" * 800 + "]" * 800
    body = f'{{"model":"m","stream":true,"input":{deep}}}'.encode()
    async with (
        serving(answer(*HELLO)) as target,
        between(target.base_url) as (server, noted),
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        head = f"POST /v1/responses HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}connection: close\r\n\r\n".encode() + body)
        assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
        writer.close()
        assert target.asked[0].body == body
        await noted[0].over.wait()
        assert noted[0].recording().verdict is Verdict.COMPLETED
        assert noted[0].request.body == {"stream": True}


async def test_nothing_waits_for_what_comes_next() -> None:
    """Each event is with the client before the server has sent the one after it."""
    arrived = [asyncio.Event() for _ in HELLO]

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        for frame, event in zip(HELLO, arrived, strict=True):
            await exchange.chunk(frame)
            await event.wait()
        await exchange.close()

    async with (
        serving(script) as target,
        between(target.base_url) as (server, _),
        client_of(server) as client,
        client.responses.with_streaming_response.create(
            model="m", input="x", stream=True
        ) as response,
    ):
        splitter, count = Splitter(), 0
        async for chunk in response.iter_bytes():
            for _frame in splitter.feed(chunk):
                arrived[count].set()
                count += 1
        assert count == len(HELLO)


async def test_a_refusal_passes_through_and_is_noted() -> None:
    body = json.dumps({"error": {"message": "slow down"}})
    head = f"HTTP/1.1 429 Too Many\r\ncontent-length: {len(body)}\r\n"
    head += "content-type: application/json\r\nretry-after: 7\r\n\r\n"
    async with (
        serving(verbatim((head + body).encode())) as target,
        between(target.base_url) as (server, noted),
        client_of(server) as client,
    ):
        with pytest.raises(APIStatusError, match="slow down") as told:
            await client.responses.create(model="m", input="x", stream=True)
        assert told.value.status_code == 429
        assert told.value.response.headers["retry-after"] == "7"
        await noted[0].over.wait()
        recording = noted[0].recording()
        assert recording.verdict is Verdict.REFUSED
        assert recording.ended
        assert recording.ended.problem
        assert recording.ended.problem.message == "429: slow down"


async def test_a_stream_that_breaks_off_breaks_off() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(*HELLO[:3], b"data: ha")
        exchange.writer.close()

    async with (
        serving(script) as target,
        between(target.base_url) as (server, noted),
        client_of(server) as client,
    ):
        with pytest.raises(Exception, match=r"peer closed|incomplete"):
            async with client.responses.with_streaming_response.create(
                model="m", input="x", stream=True
            ) as response:
                [chunk async for chunk in response.iter_bytes()]
        await noted[0].over.wait()
        recording = noted[0].recording()
        assert recording.ended
        assert recording.ended.end is End.BROKEN
        assert recording.verdict is Verdict.CUT_OFF
        assert [frame.raw for frame in recording.frames()] == [*HELLO[:3], b"data: ha"]


async def test_a_client_that_leaves_is_told_to_the_target() -> None:
    gone = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(HELLO[0])
        await exchange.gone()
        gone.set()
        exchange.writer.close()

    async with (
        serving(script) as target,
        between(target.base_url) as (server, noted),
        client_of(server) as client,
    ):
        stream = await client.responses.create(model="m", input="x", stream=True)
        await anext(aiter(stream))
        await stream.close()
        await gone.wait()
        await noted[0].over.wait()
        assert noted[0].recording().verdict is Verdict.STOPPED


async def test_a_target_that_is_not_there() -> None:
    async with (
        between("http://127.0.0.1:9/v1") as (server, noted),
        client_of(server) as client,
    ):
        with pytest.raises(APIStatusError, match="can't be reached") as told:
            await client.responses.create(model="m", input="x", stream=True)
        assert told.value.status_code == 502
        assert noted[0].recording().verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    ("line", "host", "status"),
    [
        ("GET /v1/models", "evil.example", 403),
        ("GET @evil.example/v1/models", "localhost", 400),
        ("GET http://evil.example/v1/models", "localhost", 400),
    ],
)
async def test_what_it_refuses(line: str, host: str, status: int) -> None:
    async with between("http://127.0.0.1:9/v1") as (server, noted):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(f"{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n".encode())
        assert (await reader.read()).startswith(b"HTTP/1.1 %d " % status)
        writer.close()
        assert noted == []


@pytest.mark.parametrize(
    ("target", "asked", "url"),
    [
        ("https://api.example/v1", "/v1/responses", "https://api.example/v1/responses"),
        ("https://api.example/v1/", "/v1/responses?a=1", "https://api.example/v1/responses?a=1"),
        ("https://api.example", "/v1/responses", "https://api.example/v1/responses"),
        ("https://a.example/openai/v1", "/v1/models", "https://a.example/openai/v1/models"),
        ("https://a.example/openai", "/v1", "https://a.example/openai"),
        ("https://a.example/v1", "/v1beta/x", "https://a.example/v1/v1beta/x"),
    ],
)
async def test_where_a_request_goes(target: str, asked: str, url: str) -> None:
    def watch(_: Request) -> Any:
        raise AssertionError

    proxy = Proxy(target, watch, host="127.0.0.1", clock=lambda: 0)
    assert proxy.url(asked) == url
    await proxy.aclose()
