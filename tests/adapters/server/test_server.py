"""The server of recordings, with real clients."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from httpx2 import AsyncClient, RemoteProtocolError
from openai import APIStatusError, AsyncOpenAI, NotFoundError

from ppchat.adapters.server.server import Faults, Server, serve
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Problem, Request, Started
from ppchat.core.stream.sse import Frame, FrameSplitter
from ppchat.demo.recordings import recordings
from tests.support.loopback import sse_frame, text_stream

TWISTER = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."


def build_recording(
    *frames: bytes, end: End = End.EOF, every_ns: int = 0
) -> tuple[Recording, Metadata]:
    recording = Recording(Request({"model": "m", "input": "hello"}, ""))
    recording.apply(Started(0))
    recording.apply(Opened(0, 200))
    recording.apply(Arrived(tuple(Frame(raw, n * every_ns) for n, raw in enumerate(frames))))
    recording.apply(Ended(len(frames) * every_ns, end))
    return recording, Metadata()


HELLO = text_stream("Hel", "lo", " you")


@asynccontextmanager
async def connected_client(server: Server) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(
        base_url=server.base_url, api_key="none", max_retries=0, timeout=30
    ) as client:
        yield client


async def ask(client: AsyncOpenAI, **fields: Any) -> list[Any]:
    request: Any = {"model": "m", "stream": True} | fields
    stream: Any = await client.responses.create(**request)
    return [event async for event in stream]


async def test_the_demo_answers_by_the_prompt() -> None:
    async with await serve(recordings(), speed=0) as server, connected_client(server) as client:
        assert [model.id async for model in client.models.list()] == ["ppchat-demo"]
        first = await ask(client, input=TWISTER)
        assert [event.sequence_number for event in first] == list(range(len(first)))
        text = "".join(event.delta for event in first if event.type == "response.output_text.delta")
        assert text.count("Peter Piper picked a peck of pickled peppers.\n") == 5
        assert first[-1].response.output_text == text
        second = await ask(client, input="and hello", previous_response_id=first[-1].response.id)
        response = second[-1].response
        assert "no model here" in response.output_text
        assert response.previous_response_id == first[-1].response.id
        assert response.id != first[-1].response.id
        assert response.model == "ppchat-demo"


async def test_a_response_without_streaming() -> None:
    async with await serve(recordings(), speed=0) as server, connected_client(server) as client:
        response = await client.responses.create(model="m", input="essay", store=False)
        assert response.output_text.startswith("# How an answer reaches your screen")
        assert response.status == "completed"
        assert response.model_extra == {"store": False} | (response.model_extra or {})
        with pytest.raises(APIStatusError, match="connection to the model was lost") as raised:
            await client.responses.create(model="m", input="error")
        assert raised.value.status_code == 500


async def test_a_response_can_be_retrieved() -> None:
    async with await serve(recordings(), speed=0) as server, connected_client(server) as client:
        events = await ask(client, input=TWISTER, background=True)
        response_id = events[0].response.id
        rest = await client.responses.retrieve(response_id, stream=True, starting_after=20)
        assert [event.sequence_number async for event in rest] == list(range(21, len(events)))
        response = await client.responses.retrieve(response_id)
        assert response.output_text == events[-1].response.output_text
        assert (await client.responses.cancel(response_id)).status == "completed"
        await client.responses.delete(response_id)
        with pytest.raises(NotFoundError, match="not found"):
            await client.responses.retrieve(response_id)


async def test_a_cancelled_response_ends() -> None:
    slow = build_recording(*HELLO, every_ns=10**12)
    async with await serve([slow]) as server, connected_client(server) as client:
        stream = await client.responses.create(model="m", input="x", stream=True)
        first = await anext(aiter(stream))
        assert first.type == "response.created"
        cancelled = await client.responses.cancel(first.response.id)
        assert cancelled.status == "cancelled"
        assert (await client.responses.retrieve(first.response.id)).status == "cancelled"
        await stream.close()


async def test_events_are_sent_at_their_recorded_pace() -> None:
    """Each event is sent no earlier than it was recorded, and twice as fast at twice the speed."""
    loop = asyncio.get_running_loop()
    entry = build_recording(*HELLO, every_ns=20_000_000)
    for speed in (1, 2):
        async with await serve([entry], speed=speed) as server, connected_client(server) as client:
            start = loop.time()
            stream = await client.responses.create(model="m", input="x", stream=True)
            times = [(loop.time() - start) * speed async for _ in stream]
            assert all(at >= n * 0.020 - 0.001 for n, at in enumerate(times))


async def request(server: Server, sent: bytes) -> bytes:
    """Send bytes, and read until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(sent)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def post(body: bytes, *headers: str) -> bytes:
    lines = ["POST /v1/responses HTTP/1.1", "host: localhost", "content-type: application/json"]
    lines += [f"content-length: {len(body)}", "connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


STREAMED = post(b'{"model":"m","input":"x","stream":true}')


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        (STREAMED.replace(b"localhost", b"evil.example"), 403, "does not name this server"),
        (STREAMED.replace(b"application/json", b"text/plain"), 415, "application/json"),
        (post(b"[]"), 400, "must be a JSON object"),
        (post(b"{"), 400, "must be a JSON object"),
        (post(b"[" * 100_000), 400, "must be a JSON object"),
        (post(b"").replace(b"POST", b"PUT"), 405, "PUT is not allowed"),
        (post(b"").replace(b"responses", b"chat/completions"), 404, "Invalid URL"),
        (b"nonsense\r\n\r\n", 400, "not an HTTP/1.1 request"),
        (
            b"GET / HTTP/1.1\r\nhost: [::1]\r\ncontent-length: 999999999999\r\n\r\n",
            413,
            "too large",
        ),
    ],
)
async def test_refusals_are_in_the_format_of_openai(sent: bytes, status: int, message: str) -> None:
    async with await serve([build_recording(*HELLO)], speed=0) as server:
        head, _, body = (await request(server, sent)).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status)
        assert message in json.loads(body)["error"]["message"]


async def test_a_connection_serves_many_requests() -> None:
    async with await serve([build_recording(*HELLO)], speed=0) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        keep_alive = STREAMED.replace(b"connection: close\r\n", b"")
        writer.write(keep_alive + keep_alive + STREAMED)
        answers = await reader.read()
        assert answers.count(b"HTTP/1.1 200 OK") == 3
        assert answers.count(b"\r\n0\r\n\r\n") == 3
        writer.close()
        await writer.wait_closed()


async def test_an_old_client_gets_a_plain_body() -> None:
    async with await serve([build_recording(*HELLO)], speed=0) as server:
        answer = await request(server, STREAMED.replace(b"HTTP/1.1", b"HTTP/1.0"))
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"chunked" not in head
        assert len(FrameSplitter().feed(body)) == len(HELLO)


async def test_a_disconnect_is_noticed_at_once() -> None:
    slow = build_recording(*HELLO, every_ns=10**12)
    async with await serve([slow]) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(STREAMED)
        await reader.readuntil(b"\n\n")
        assert server.active_requests == 1
        writer.close()
        await server.wait_idle()
        assert server.active_requests == 0


async def test_a_client_that_does_not_read_delays_nobody() -> None:
    large = build_recording(*text_stream(*["x" * 1000] * 20_000))
    async with await serve([large, build_recording(*HELLO)], speed=0) as server:
        _, stuck = await asyncio.open_connection("127.0.0.1", server.port)
        stuck.write(STREAMED)
        async with connected_client(server) as client:
            assert (await client.models.list()).data
        stuck.close()


async def count_frames(server: Server) -> tuple[int, bool]:
    """The number of complete frames, and whether the body was complete."""
    async with AsyncClient() as client:
        splitter, count = FrameSplitter(), 0
        body = {"model": "m", "input": "x", "stream": True}
        async with client.stream("POST", f"{server.base_url}/responses", json=body) as response:
            try:
                async for chunk in response.aiter_raw():
                    count += len(splitter.feed(chunk))
            except RemoteProtocolError:
                return count, False
    return count, True


async def test_a_stream_can_be_cut() -> None:
    async with await serve(
        [build_recording(*HELLO)], speed=0, faults=Faults(cut_after=3)
    ) as server:
        assert await count_frames(server) == (3, False)


async def test_a_stream_can_be_dropped_by_chance() -> None:
    faults = Faults(drop_rate=0.5, seed=4)
    async with await serve([build_recording(*HELLO)], speed=0, faults=faults) as server:
        ends = [await count_frames(server) for _ in range(20)]
    assert {complete for _, complete in ends} == {True, False}
    assert all((count == len(HELLO)) == complete for count, complete in ends)


async def test_a_recording_that_was_cut_off_is_cut_off() -> None:
    async with await serve([build_recording(*HELLO[:4], end=End.BROKEN)], speed=0) as server:
        assert await count_frames(server) == (4, False)


async def test_a_stream_can_stall() -> None:
    async with await serve([build_recording(*HELLO)], speed=0, faults=Faults(stall_at=2)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(STREAMED)
        await reader.readuntil(b"response.created")
        await reader.readuntil(b"\n\n")
        await reader.readuntil(b"\n\n")
        assert server.active_requests == 1
        writer.close()
        await server.wait_idle()


async def test_writes_can_be_small() -> None:
    async with await serve(
        [build_recording(*HELLO)], speed=0, faults=Faults(chunk_bytes=7)
    ) as server:
        answer = await request(server, STREAMED)
        sizes = answer.partition(b"\r\n\r\n")[2].split(b"\r\n")[:-2:2]
        assert set(sizes[:-2]) == {b"7"}
        assert await count_frames(server) == (len(HELLO), True)


@pytest.mark.parametrize(
    ("body", "media"),
    [("", b"application/json"), ("{}", b"application/json"), ("no", b"text/plain")],
)
async def test_a_status_can_be_answered_instead(body: str, media: bytes) -> None:
    faults = Faults(status=503, body=body)
    async with await serve([build_recording(*HELLO)], faults=faults) as server:
        answer = await request(server, STREAMED)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"content-type: " + media in answer
        assert body.encode() in answer


async def test_a_recorded_refusal_is_a_refusal() -> None:
    refused = Recording(Request({"model": "m"}, ""))
    refused.apply(Started(0))
    refused.apply(Ended(1, End.REFUSED, Problem("limit", "slow down", status=429)))
    async with await serve([(refused, Metadata())]) as server, connected_client(server) as client:
        with pytest.raises(APIStatusError, match="slow down") as raised:
            await ask(client, input="x")
        assert raised.value.status_code == 429


async def test_events_are_the_recorded_bytes() -> None:
    odd = [b"data: \xff\r\n\r\n", b": comment\n\n", sse_frame("[DONE]")]
    async with await serve([build_recording(*odd)], speed=0) as server:
        answer = await request(server, STREAMED)
        for raw in odd:
            assert raw in answer


async def test_closing_ends_running_responses() -> None:
    server = await serve([build_recording(*HELLO, every_ns=10**12)])
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(STREAMED)
    await reader.readuntil(b"\n\n")
    await server.aclose()
    with pytest.raises(OSError, match=r"[Rr]efused|Connect call failed"):
        await asyncio.open_connection("127.0.0.1", server.port)
    writer.close()


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("peter piper", "Peter Piper"),
        ("What's the WEATHER like?", "look that up"),
        ("show me markdown", "A tour of Markdown"),
        ("please search the web", "Python 3.14"),
        ("an essay", "How an answer reaches"),
        ("what's new? can you call me?", "no model here"),
        ("", "no model here"),
    ],
)
async def test_a_few_words_match_a_recording(prompt: str, text: str) -> None:
    async with await serve(recordings(), speed=0) as server, connected_client(server) as client:
        response = await client.responses.create(model="any", input=prompt)
        assert text in response.output_text
