"""The proxy, between a real client and a real server."""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import brotli
import pytest
from anthropic import AsyncAnthropic
from openai import APIStatusError, AsyncOpenAI

from ppchat.adapters.server.proxy import ProxyHandler, run_proxy
from ppchat.adapters.server.server import Server, serve
from ppchat.core.dialects.registry import dialect_of_request
from ppchat.core.formats.har import archive_streams, archive_text
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended, Request, Signal
from ppchat.core.stream.sse import FrameSplitter
from ppchat.demo.recordings import recordings
from tests.support.chunks import LINE_FRAMES, LINES
from tests.support.lines import SOUND, ollama_recording
from tests.support.loopback import (
    Exchange,
    answer,
    raw_answer,
    raw_bytes,
    scripted_server,
    text_stream,
)
from tests.support.messages import WEATHER, messages_recording
from tests.support.replay import post, send

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

HELLO = text_stream("Hel", "lo", " you")
NDJSON = "application/x-ndjson"
KEY = "sk-" + "k" * 40
PACKED = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress}


@dataclass
class Capture:
    """The signals of one stream, as reported by the proxy."""

    request: Request
    signals: list[Signal] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, signal: Signal) -> None:
        self.signals.append(signal)
        if isinstance(signal, Ended):
            self.ended.set()

    def recording(self) -> Recording:
        recording = Recording(self.request)
        for signal in self.signals:
            recording.apply(signal)
        return recording


@asynccontextmanager
async def running_proxy(target: str, *origins: str) -> AsyncIterator[tuple[Server, list[Capture]]]:
    captures: list[Capture] = []

    def watch(request: Request) -> Capture:
        captures.append(Capture(request))
        return captures[-1]

    server, proxy = await run_proxy(target, watch, origins=origins)
    async with server:
        yield server, captures
    await proxy.aclose()


def client_of(server: Server) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=server.base_url, api_key=KEY, max_retries=0, timeout=60)


async def test_a_stream_passes_through_and_is_captured() -> None:
    async with (
        await serve(recordings(), speed=0) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
    ):
        stream = await client.responses.create(model="m", input="weather", stream=True)
        events = [event async for event in stream]
        assert [event.sequence_number for event in events] == list(range(len(events)))
        assert [model.id async for model in client.models.list()] == ["ppchat-demo"]
        (capture,) = captures
        await capture.ended.wait()
        recording = capture.recording()
        assert recording.outcome is Outcome.COMPLETED
        assert len(recording) == len(events)
        assert capture.request.base_url == target.base_url
        assert capture.request.model == "m"


async def test_streams_of_every_protocol_pass_and_are_captured() -> None:
    """One proxy between the SDKs and servers of three protocols."""
    messages: Any = [{"role": "user", "content": "What is the weather?"}]
    served = [*recordings(), (messages_recording(*WEATHER), Metadata())]
    async with (
        await serve(served, speed=0) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
        AsyncAnthropic(base_url=server.base_url.removesuffix("/v1"), api_key=KEY) as anthropic,
    ):
        async with client.responses.stream(model="m", input="weather") as responses:
            await responses.until_done()
        async with client.chat.completions.stream(model="m", messages=messages) as chat:
            await chat.until_done()
        async with anthropic.messages.stream(model="m", max_tokens=9, messages=messages) as stream:
            message = await stream.get_final_message()
        for capture in captures:
            await capture.ended.wait()
    names = ("responses", "chat", "messages")
    for capture, name in zip(captures, names, strict=True):
        recording = capture.recording()
        assert recording.dialect.name == dialect_of_request(capture.request).name == name
        assert recording.outcome is Outcome.COMPLETED
        assert capture.request.line[1].startswith(target.base_url)
        assert KEY not in repr(capture)
    assert captures[2].recording().response.response_id == message.id


async def test_lines_of_json_pass_unchanged_and_are_captured() -> None:
    async with (
        scripted_server(
            answer(LINES[:9], LINES[9:], content_type="application/x-ndjson")
        ) as target,
        running_proxy(target.base_url) as (server, captures),
    ):
        received = await send(server, post(b'{"stream": true}'))
        assert LINES[:9] in received
        await captures[0].ended.wait()
        assert [frame.raw for frame in captures[0].recording().frames()] == LINE_FRAMES


async def test_what_is_a_stream_is_said_by_its_protocol() -> None:
    """Ollama streams unless it is asked not to; a name of a model alone is no request for one."""
    served = [(ollama_recording(*SOUND["chat"]), Metadata())]
    async with (
        await serve(served, speed=0) as target,
        running_proxy(target.base_url) as (server, captures),
    ):
        for body in (b"{}", b'{"stream":true}', b'{"stream":false}'):
            received = await send(server, post(body).replace(b"/v1/responses", b"/api/chat"))
            assert received.startswith(b"HTTP/1.1 200 ")
        for capture in captures:
            await capture.ended.wait()
            assert capture.request.path == "/api/chat"
            assert capture.recording().dialect.name == "ollama"
            assert capture.recording().outcome is Outcome.COMPLETED
            assert capture.recording().response.text == "Peter Piper"
        assert len(captures) == 2


@pytest.mark.parametrize("name", ["x-api-key", "api-key", "Authorization: Bearer"])
async def test_a_key_that_the_server_echoes_is_masked(name: str) -> None:
    key = "unusual/key"
    body = b'{"type": "error", "error": {"type": "api_error", "message": "not unusual/key"}}'
    header = f"{name} {key}" if ":" in name else f"{name}: {key}"
    head = b"HTTP/1.1 401 No\r\nanthropic-organization-id: org-1\r\n"
    head += b"connection: close\r\ncontent-length: %d\r\n\r\n"
    async with (
        scripted_server(raw_answer(head % len(body) + body)) as target,
        running_proxy(target.base_url) as (server, captures),
    ):
        await send(server, post(b'{"stream": true}', header))
        assert key in str(target.requests[0].headers)
        await captures[0].ended.wait()
        assert key not in repr(captures[0])
        assert "org-1" not in repr(captures[0])


async def test_bytes_and_headers_are_unchanged_and_keys_are_kept_nowhere() -> None:
    odd = [b"data: \xff\r\n\r\n: hi\n\nda", b"ta: 2\r\r"]
    async with (
        scripted_server(answer(*odd, x_request_id="req_1", openai_organization="org")) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
    ):
        async with client.responses.with_streaming_response.create(
            model="m",
            input="x",
            stream=True,
            instructions=KEY,
            extra_headers={
                "X-Odd": "1",
                "X-Hop": "1",
                "Connection": "keep-alive, x-hop",
                "Accept-Encoding": "gzip, x-odd;q=0.5",
            },
        ) as response:
            received = b"".join([chunk async for chunk in response.iter_bytes()])
            assert response.headers["x-request-id"] == "req_1"
        assert received == b"".join(odd)
        (request,) = target.requests
        assert "x-hop" not in request.headers
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert request.headers["x-odd"] == "1"
        assert request.headers["accept-encoding"] == "gzip, x-odd;q=0.5"
        assert request.headers["host"] == target.base_url.split("/")[2]
        assert request.json["instructions"] == KEY
        await captures[0].ended.wait()
        assert raw_bytes(captures[0].signals) == b"".join(odd)
        assert KEY not in repr(captures[0])


async def test_headers_for_the_connection_stay_behind_in_both_directions() -> None:
    hop = {"connection": "x-hop, Keep-Alive", "x_hop": "1", "keep_alive": "timeout=5", "x_end": "2"}
    async with (
        scripted_server(answer(*HELLO, **hop)) as target,
        running_proxy(target.base_url) as (server, _),
    ):
        named = ("connection: X-Named", "x-named: 1", "keep-alive: 1", "te: trailers", "x-end: 1")
        head = (await send(server, post(b"{}", *named))).partition(b"\r\n\r\n")[0].lower()
        assert b"\r\nx-end: 2" in head
        assert b"hop" not in head
        assert b"keep-alive" not in head
        (request,) = target.requests
        assert request.headers["x-end"] == "1"
        assert not {"x-named", "keep-alive", "te"} & set(request.headers)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:3000", "null"])
async def test_a_page_in_a_browser_reaches_no_target(origin: str) -> None:
    async with (
        scripted_server(answer(*HELLO)) as target,
        running_proxy(target.base_url) as (server, captures),
    ):
        simple = post(b'{"stream": true}', f"origin: {origin}")
        head = await send(server, simple.replace(b"application/json", b"text/plain"))
        assert head.startswith(b"HTTP/1.1 403 ")
        assert b"--allow-origin" in head
        assert target.requests == []
        assert captures == []


async def test_a_page_of_an_allowed_origin_reads_what_the_target_grants_to_another() -> None:
    page = "http://localhost:3000"
    grant = {"access_control_allow_origin": "https://other.example"}
    async with (
        scripted_server(answer(*HELLO, **grant)) as target,
        running_proxy(target.base_url, page) as (server, _),
    ):
        received = await send(server, post(b'{"stream": true}', f"origin: {page}"))
        head = received.partition(b"\r\n\r\n")[0].lower()
        assert head.count(b"access-control-allow-origin") == 1
        assert b"access-control-allow-origin: http://localhost:3000" in head
        assert "origin" not in target.requests[0].headers  # the proxy vouches for it
        assert b"access-control-allow-origin" in await send(server, post(b"{}"))  # as it came


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
async def test_a_compressed_stream_is_unpacked_for_the_recording_only(coding: str) -> None:
    body = PACKED[coding](b"".join(HELLO))
    async with (
        scripted_server(answer(body[:60], body[60:], content_encoding=coding)) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
        client.responses.with_streaming_response.create(
            model="m", input="x", stream=True, extra_headers={"Accept-Encoding": coding}
        ) as response,
    ):
        assert b"".join([chunk async for chunk in response.http_response.aiter_raw()]) == body
        assert response.headers["content-encoding"] == coding
        assert target.requests[0].headers["accept-encoding"] == coding
        await captures[0].ended.wait()
        recording = captures[0].recording()
        assert [frame.raw for frame in recording.frames()] == HELLO
        assert recording.outcome is Outcome.COMPLETED
        assert recording.opened
        assert recording.opened.headers["content-encoding"] == coding


async def test_a_bomb_passes_and_is_not_unpacked_to_its_end() -> None:
    bomb = gzip.compress(bytes(200 << 20), 1)
    async with (
        scripted_server(answer(bomb, content_encoding="gzip")) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
        client.responses.with_streaming_response.create(
            model="m", input="x", stream=True
        ) as response,
    ):
        assert b"".join([chunk async for chunk in response.http_response.aiter_raw()]) == bomb
        await captures[0].ended.wait()
        recording = captures[0].recording()
        assert recording.byte_count < 2_000_000
        assert recording.ended
        assert recording.ended.problem
        assert "expands without end" in recording.ended.problem.message


async def test_a_client_that_asks_for_no_coding_gets_none() -> None:
    async with (
        scripted_server(answer(*HELLO)) as target,
        running_proxy(target.base_url) as (server, _),
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        body = b'{"stream": true}'
        writer.write(b"POST /v1/responses HTTP/1.1\r\nhost: localhost\r\n")
        writer.write(b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        await reader.read()
        writer.close()
        assert "accept-encoding" not in target.requests[0].headers


@pytest.mark.parametrize("levels", [300, 800, 5000])
async def test_a_request_nested_too_deeply_to_be_redacted_passes_and_is_not_kept(
    levels: int,
) -> None:
    deep = "[" * levels + "]" * levels
    body = f'{{"model":"m","stream":true,"input":{deep}}}'.encode()
    async with (
        scripted_server(answer(*HELLO)) as target,
        running_proxy(target.base_url) as (server, captures),
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        head = f"POST /v1/responses HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}connection: close\r\n\r\n".encode() + body)
        assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
        writer.close()
        assert target.requests[0].body == body
        await captures[0].ended.wait()
        assert captures[0].recording().outcome is Outcome.COMPLETED
        assert captures[0].request.body == {"stream": True}


@pytest.mark.parametrize(
    ("base", "line", "method", "url", "base_url"),
    [
        ("", "POST /v1/responses", "POST", "/v1/responses", "/v1"),
        (
            "/v1",
            "POST /v1/responses?a=1&key=s3",
            "POST",
            "/v1/responses?a=1&key=•••",
            "/v1",
        ),
        ("/v1", "POST /v1/chat/completions", "POST", "/v1/chat/completions", "/v1"),
        ("", "POST /v1/messages", "POST", "/v1/messages", "/v1"),
        (
            "/v1",
            "GET /v1/responses/r_1?stream=true&starting_after=7&x=1",
            "GET",
            "/v1/responses/r_1?stream=true&starting_after=7&x=1",
            "/v1",
        ),
        ("/v1", "PUT /v1/responses", "PUT", "/v1/responses", "/v1"),
    ],
)
async def test_the_archive_has_the_method_the_path_and_the_status(
    base: str, line: str, method: str, url: str, base_url: str
) -> None:
    async with (
        scripted_server(answer(*HELLO, status="203 Changed")) as server_running,
        running_proxy(server_running.base_url.removesuffix("/v1") + base) as (server, captures),
    ):
        origin = server_running.base_url.removesuffix("/v1")
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        body = b"" if method == "GET" else b'{"stream": true}'
        head = f"{line} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}connection: close\r\n\r\n".encode() + body)
        await reader.read()
        writer.close()
        await captures[0].ended.wait()
        recording = captures[0].recording()
        assert recording.request.base_url == origin + base_url
        (entry,) = json.loads("".join(archive_text([recording], "1")))["log"]["entries"]
        assert entry["request"]["method"] == method
        assert entry["request"]["url"] == origin + url
        assert ("postData" in entry["request"]) is (method != "GET")
        assert entry["response"]["status"] == 203
        (again,) = archive_streams({"log": {"entries": [entry]}})
        assert again.request.line == recording.request.line


async def test_nothing_is_buffered() -> None:
    """Each event reaches the client before the server has sent the next one."""
    arrived = [asyncio.Event() for _ in HELLO]

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        for frame, event in zip(HELLO, arrived, strict=True):
            await exchange.chunk(frame)
            await event.wait()
        await exchange.close()

    async with (
        scripted_server(script) as target,
        running_proxy(target.base_url) as (server, _),
        client_of(server) as client,
        client.responses.with_streaming_response.create(
            model="m", input="x", stream=True
        ) as response,
    ):
        splitter, count = FrameSplitter(), 0
        async for chunk in response.iter_bytes():
            for _frame in splitter.feed(chunk):
                arrived[count].set()
                count += 1
        assert count == len(HELLO)


async def test_a_refusal_passes_through_and_is_captured_without_the_key() -> None:
    body = json.dumps({"error": {"message": f"slow down, {KEY}"}})
    head = f"HTTP/1.1 429 Too Many\r\nconnection: close\r\ncontent-length: {len(body)}\r\n"
    head += "content-type: application/json\r\nretry-after: 7\r\n\r\n"
    async with (
        scripted_server(raw_answer((head + body).encode())) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
    ):
        with pytest.raises(APIStatusError, match="slow down") as raised:
            await client.responses.create(model="m", input="x", stream=True)
        assert raised.value.status_code == 429
        assert raised.value.response.headers["retry-after"] == "7"
        await captures[0].ended.wait()
        recording = captures[0].recording()
        assert recording.outcome is Outcome.REFUSED
        assert recording.ended
        assert recording.ended.problem
        assert recording.ended.problem.message == "429 Too Many Requests: slow down, •••"
        assert recording.ended.problem.retry_after_s == 7


async def test_a_stream_that_is_cut_off_is_cut_off() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(*HELLO[:3], b"data: ha")
        exchange.writer.close()

    async with (
        scripted_server(script) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
    ):
        with pytest.raises(Exception, match=r"peer closed|incomplete"):
            async with client.responses.with_streaming_response.create(
                model="m", input="x", stream=True
            ) as response:
                [chunk async for chunk in response.iter_bytes()]
        await captures[0].ended.wait()
        recording = captures[0].recording()
        assert recording.ended
        assert recording.ended.end is End.BROKEN
        assert recording.outcome is Outcome.CUT_OFF
        assert [frame.raw for frame in recording.frames()] == [*HELLO[:3], b"data: ha"]


async def test_a_client_that_disconnects_is_disconnected_from_the_target() -> None:
    gone = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(HELLO[0])
        await exchange.wait_for_disconnect()
        gone.set()
        exchange.writer.close()

    async with (
        scripted_server(script) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
    ):
        stream = await client.responses.create(model="m", input="x", stream=True)
        await anext(aiter(stream))
        await stream.close()
        await gone.wait()
        await captures[0].ended.wait()
        assert captures[0].recording().outcome is Outcome.STOPPED


async def test_a_kept_connection_that_is_closed_is_replaced() -> None:
    """The server closes it as the next request arrives, which is too late to notice before."""
    used: set[asyncio.StreamWriter] = set()

    async def script(exchange: Exchange) -> None:
        if exchange.writer in used:
            exchange.writer.close()
            return
        used.add(exchange.writer)
        await answer(*HELLO)(exchange)

    async with (
        scripted_server(script) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
    ):
        for number in range(3):
            stream = await client.responses.create(model="m", input=f"{number}", stream=True)
            assert len([event async for event in stream]) == len(HELLO)
            await captures[number].ended.wait()
        assert len(captures) == len(used) == 3
        assert {capture.recording().outcome for capture in captures} == {Outcome.COMPLETED}


async def test_a_new_connection_that_is_closed_is_not_tried_again() -> None:
    async def script(exchange: Exchange) -> None:
        exchange.writer.close()

    async with (
        scripted_server(script) as target,
        running_proxy(target.base_url) as (server, _),
        client_of(server) as client,
    ):
        with pytest.raises(APIStatusError, match="without an answer"):
            await client.responses.create(model="m", input="x", stream=True)
        assert len(target.requests) == 1


async def test_what_the_target_sent_before_it_broke_http_is_shown_without_the_key() -> None:
    async with (
        scripted_server(raw_answer(f"SSH-2.0 {KEY}\r\n\r\n".encode())) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
    ):
        with pytest.raises(APIStatusError, match=r"it sent SSH-2\.0 •••"):
            await client.responses.create(model="m", input="x", stream=True)
        await captures[0].ended.wait()
        ended = captures[0].recording().ended
        assert ended
        assert ended.problem
        assert "does not speak HTTP: it sent SSH-2.0 •••" in ended.problem.message


async def test_an_error_of_the_recording_does_not_reach_the_client(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("injected")

    monkeypatch.setattr("ppchat.adapters.server.body_reader.FrameSplitter.feed", fail)
    async with (
        scripted_server(answer(*HELLO)) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
    ):
        stream = await client.responses.create(model="m", input="x", stream=True)
        assert len([event async for event in stream]) == len(HELLO)
        await captures[0].ended.wait()
        ended = captures[0].recording().ended
        assert ended
        assert ended.problem
        assert ended.problem.message == "the rest could not be read: ZeroDivisionError: injected"


async def test_a_response_that_cannot_be_passed_on_is_reported_as_that() -> None:
    async with (
        scripted_server(raw_answer(b"HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n")) as target,
        running_proxy(target.base_url) as (server, captures),
        client_of(server) as client,
    ):
        with pytest.raises(APIStatusError):
            await client.responses.create(model="m", input="x", stream=True)
        await captures[0].ended.wait()
        ended = captures[0].recording().ended
        assert ended
        assert ended.end in (End.BROKEN, End.REFUSED)
        assert ended.problem


async def test_an_unreachable_target() -> None:
    async with (
        running_proxy("http://127.0.0.1:9/v1") as (server, captures),
        client_of(server) as client,
    ):
        with pytest.raises(APIStatusError, match="cannot be reached") as raised:
            await client.responses.create(model="m", input="x", stream=True)
        assert raised.value.status_code == 502
        assert "no server is listening at 127.0.0.1:9" in raised.value.message
        assert captures[0].recording().outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("line", "host", "status"),
    [
        ("GET /v1/models", "evil.example", 403),
        ("GET @evil.example/v1/models", "localhost", 400),
        ("GET http://evil.example/v1/models", "localhost", 400),
    ],
)
async def test_what_it_refuses(line: str, host: str, status: int) -> None:
    async with running_proxy("http://127.0.0.1:9/v1") as (server, captures):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(f"{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n".encode())
        assert (await reader.read()).startswith(b"HTTP/1.1 %d " % status)
        writer.close()
        assert captures == []


@pytest.mark.parametrize(
    ("target", "request_target", "url"),
    [
        ("https://api.example/v1", "/v1/responses", "https://api.example/v1/responses"),
        ("https://api.example/v1/", "/v1/responses?a=1", "https://api.example/v1/responses?a=1"),
        ("https://api.example", "/v1/responses", "https://api.example/v1/responses"),
        ("https://a.example/openai/v1", "/v1/models", "https://a.example/openai/v1/models"),
        ("https://a.example/openai", "/v1", "https://a.example/openai"),
        ("https://a.example/v1", "/v1beta/x", "https://a.example/v1/v1beta/x"),
        ("http://localhost:11434/v1", "/api/chat", "http://localhost:11434/api/chat"),
        ("http://localhost:11434", "/api/chat", "http://localhost:11434/api/chat"),
        ("https://api.example/v1", "/v1/messages", "https://api.example/v1/messages"),
    ],
)
async def test_where_a_request_goes(target: str, request_target: str, url: str) -> None:
    def watch(_: Request) -> Any:
        raise AssertionError

    proxy = ProxyHandler(target, watch, clock=lambda: 0)
    assert proxy.target_url(request_target) == url
    await proxy.aclose()
