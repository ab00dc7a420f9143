"""The server of recordings, asked by real clients."""

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
from ppchat.core.formats.jsonl import About
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Problem, Request, Started
from ppchat.core.stream.sse import Frame, Splitter
from ppchat.demo.recordings import recordings
from tests.support.loopback import sse, text_stream

TWISTER = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."


def recording(*frames: bytes, end: End = End.EOF, every_ns: int = 0) -> tuple[Recording, About]:
    made = Recording(Request({"model": "m", "input": "hello"}, ""))
    made.apply(Started(0))
    made.apply(Opened(0, 200))
    made.apply(Arrived(tuple(Frame(raw, n * every_ns) for n, raw in enumerate(frames))))
    made.apply(Ended(len(frames) * every_ns, end))
    return made, About()


HELLO = text_stream("Hel", "lo", " you")


@asynccontextmanager
async def asking(server: Server) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(
        base_url=server.base_url, api_key="none", max_retries=0, timeout=30
    ) as client:
        yield client


async def answered(client: AsyncOpenAI, **fields: Any) -> list[Any]:
    stream = await client.responses.create(**({"model": "m", "stream": True} | fields))
    return [event async for event in stream]


async def test_the_demo_answers_by_what_is_asked() -> None:
    async with await serve(recordings(), speed=0) as server, asking(server) as client:
        assert [model.id async for model in client.models.list()] == ["ppchat-demo"]
        first = await answered(client, input=TWISTER)
        assert [event.sequence_number for event in first] == list(range(len(first)))
        said = "".join(e.delta for e in first if e.type == "response.output_text.delta")
        assert said.count("Peter Piper picked a peck of pickled peppers.\n") == 5
        assert first[-1].response.output_text == said
        second = await answered(
            client, input="and hello", previous_response_id=first[-1].response.id
        )
        response = second[-1].response
        assert "no model here" in response.output_text
        assert response.previous_response_id == first[-1].response.id
        assert response.id != first[-1].response.id
        assert response.model == "ppchat-demo"


async def test_an_answer_at_once() -> None:
    async with await serve(recordings(), speed=0) as server, asking(server) as client:
        response = await client.responses.create(model="m", input="essay", store=False)
        assert response.output_text.startswith("# How an answer reaches your screen")
        assert response.status == "completed"
        assert response.store is False
        with pytest.raises(APIStatusError, match="connection to the model was lost") as failed:
            await client.responses.create(model="m", input="error")
        assert failed.value.status_code == 500


async def test_an_answer_can_be_asked_for_again() -> None:
    async with await serve(recordings(), speed=0) as server, asking(server) as client:
        events = await answered(client, input=TWISTER, background=True)
        identity = events[0].response.id
        rest = await client.responses.retrieve(identity, stream=True, starting_after=20)
        assert [event.sequence_number async for event in rest] == list(range(21, len(events)))
        whole = await client.responses.retrieve(identity)
        assert whole.output_text == events[-1].response.output_text
        assert (await client.responses.cancel(identity)).status == "completed"
        await client.responses.delete(identity)
        with pytest.raises(NotFoundError, match="not found"):
            await client.responses.retrieve(identity)


async def test_a_cancelled_answer_ends() -> None:
    slow = recording(*HELLO, every_ns=10**12)
    async with await serve([slow]) as server, asking(server) as client:
        stream = await client.responses.create(model="m", input="x", stream=True)
        first = await anext(aiter(stream))
        assert first.type == "response.created"
        cancelled = await client.responses.cancel(first.response.id)
        assert cancelled.status == "cancelled"
        assert (await client.responses.retrieve(first.response.id)).status == "cancelled"
        await stream.close()


async def test_events_come_at_their_pace() -> None:
    """Each event is sent no earlier than it was recorded, and twice as fast at twice the speed."""
    loop = asyncio.get_running_loop()
    frames = recording(*HELLO, every_ns=20_000_000)
    for speed in (1, 2):
        async with await serve([frames], speed=speed) as server, asking(server) as client:
            begin = loop.time()
            stream = await client.responses.create(model="m", input="x", stream=True)
            times = [(loop.time() - begin) * speed async for _ in stream]
            assert all(at >= n * 0.020 - 0.001 for n, at in enumerate(times))


async def request(server: Server, sent: bytes) -> bytes:
    """All that comes for these bytes, until the server closes the connection."""
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
    ("sent", "status", "says"),
    [
        (STREAMED.replace(b"localhost", b"evil.example"), 403, "its own name"),
        (STREAMED.replace(b"application/json", b"text/plain"), 415, "application/json"),
        (post(b"[]"), 400, "no JSON object"),
        (post(b"{"), 400, "no JSON object"),
        (post(b"[" * 100_000), 400, "no JSON object"),
        (post(b"").replace(b"POST", b"PUT"), 405, "PUT is not possible"),
        (post(b"").replace(b"responses", b"chat/completions"), 404, "Invalid URL"),
        (b"nonsense\r\n\r\n", 400, "not an HTTP/1.1 request"),
        (b"GET / HTTP/1.1\r\ncontent-length: 999999999999\r\n\r\n", 413, "too large"),
    ],
)
async def test_what_it_refuses_is_told_as_openai_does(sent: bytes, status: int, says: str) -> None:
    async with await serve([recording(*HELLO)], speed=0) as server:
        head, _, body = (await request(server, sent)).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status)
        assert says in json.loads(body)["error"]["message"]


async def test_a_connection_serves_many_requests() -> None:
    async with await serve([recording(*HELLO)], speed=0) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        kept = STREAMED.replace(b"connection: close\r\n", b"")
        writer.write(kept + kept + STREAMED)
        answers = await reader.read()
        assert answers.count(b"HTTP/1.1 200 OK") == 3
        assert answers.count(b"\r\n0\r\n\r\n") == 3
        writer.close()
        await writer.wait_closed()


async def test_an_old_client_gets_a_plain_body() -> None:
    async with await serve([recording(*HELLO)], speed=0) as server:
        answer = await request(server, STREAMED.replace(b"HTTP/1.1", b"HTTP/1.0"))
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"chunked" not in head
        assert len(Splitter().feed(body)) == len(HELLO)


async def test_a_client_that_leaves_is_noticed_at_once() -> None:
    slow = recording(*HELLO, every_ns=10**12)
    async with await serve([slow]) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(STREAMED)
        await reader.readuntil(b"\n\n")
        assert server.answering == 1
        writer.close()
        await server.idle()
        assert server.answering == 0


async def test_a_client_that_does_not_read_holds_nobody_up() -> None:
    large = recording(*text_stream(*["x" * 1000] * 20_000))
    async with await serve([large, recording(*HELLO)], speed=0) as server:
        _, stuck = await asyncio.open_connection("127.0.0.1", server.port)
        stuck.write(STREAMED)
        async with asking(server) as client:
            assert (await client.models.list()).data
        stuck.close()


async def frames_of(server: Server) -> tuple[int, bool]:
    """How many whole frames came, and whether the body was whole."""
    async with AsyncClient() as client:
        splitter, count = Splitter(), 0
        body = {"model": "m", "input": "x", "stream": True}
        async with client.stream("POST", f"{server.base_url}/responses", json=body) as response:
            try:
                async for chunk in response.aiter_raw():
                    count += len(splitter.feed(chunk))
            except RemoteProtocolError:
                return count, False
    return count, True


async def test_a_stream_can_be_cut() -> None:
    async with await serve([recording(*HELLO)], speed=0, faults=Faults(cut_after=3)) as server:
        assert await frames_of(server) == (3, False)


async def test_a_stream_can_be_dropped_by_chance() -> None:
    faults = Faults(drop_rate=0.5, seed=4)
    async with await serve([recording(*HELLO)], speed=0, faults=faults) as server:
        ends = [await frames_of(server) for _ in range(20)]
    assert {whole for _, whole in ends} == {True, False}
    assert all((count == len(HELLO)) == whole for count, whole in ends)


async def test_a_recording_that_broke_off_breaks_off() -> None:
    async with await serve([recording(*HELLO[:4], end=End.BROKEN)], speed=0) as server:
        assert await frames_of(server) == (4, False)


async def test_a_stream_can_stall() -> None:
    async with await serve([recording(*HELLO)], speed=0, faults=Faults(stall_at=2)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(STREAMED)
        await reader.readuntil(b"response.created")
        await reader.readuntil(b"\n\n")
        await reader.readuntil(b"\n\n")
        assert server.answering == 1
        writer.close()
        await server.idle()


async def test_writes_can_be_small() -> None:
    async with await serve([recording(*HELLO)], speed=0, faults=Faults(chunk_bytes=7)) as server:
        answer = await request(server, STREAMED)
        sizes = answer.partition(b"\r\n\r\n")[2].split(b"\r\n")[:-2:2]
        assert set(sizes[:-2]) == {b"7"}
        assert await frames_of(server) == (len(HELLO), True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [("", b"application/json"), ("{}", b"application/json"), ("no", b"text/plain")],
)
async def test_a_status_can_be_answered_instead(body: str, kind: bytes) -> None:
    faults = Faults(status=503, body=body)
    async with await serve([recording(*HELLO)], faults=faults) as server:
        answer = await request(server, STREAMED)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"content-type: " + kind in answer
        assert body.encode() in answer


async def test_a_recorded_refusal_is_a_refusal() -> None:
    refused = Recording(Request({"model": "m"}, ""))
    refused.apply(Started(0))
    refused.apply(Ended(1, End.REFUSED, Problem("limit", "slow down", status=429)))
    async with await serve([(refused, About())]) as server, asking(server) as client:
        with pytest.raises(APIStatusError, match="slow down") as told:
            await answered(client, input="x")
        assert told.value.status_code == 429


async def test_events_are_the_recorded_bytes() -> None:
    odd = [b"data: \xff\r\n\r\n", b": comment\n\n", sse("[DONE]")]
    async with await serve([recording(*odd)], speed=0) as server:
        answer = await request(server, STREAMED)
        for raw in odd:
            assert raw in answer


async def test_closing_ends_what_runs() -> None:
    server = await serve([recording(*HELLO, every_ns=10**12)])
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(STREAMED)
    await reader.readuntil(b"\n\n")
    await server.aclose()
    with pytest.raises(OSError, match=r"[Rr]efused|Connect call failed"):
        await asyncio.open_connection("127.0.0.1", server.port)
    writer.close()


@pytest.mark.parametrize(
    ("asked", "answered_by"),
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
async def test_a_few_words_find_a_recording(asked: str, answered_by: str) -> None:
    async with await serve(recordings(), speed=0) as server, asking(server) as client:
        response = await client.responses.create(model="any", input=asked)
        assert answered_by in response.output_text
