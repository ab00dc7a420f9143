"""The answers of a server of recordings, with real clients."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from anthropic import AsyncAnthropic
from httpx2 import AsyncClient, RemoteProtocolError
from openai import APIError, APIStatusError, AsyncOpenAI, NotFoundError

from ppchat.adapters.server.server import Faults, Server, serve
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended, Problem, Request, Started
from ppchat.core.stream.sse import FrameSplitter
from ppchat.demo.recordings import recordings
from tests.support.chunks import TWISTER as CHAT_TWISTER
from tests.support.chunks import chat_recording
from tests.support.lines import SOUND as OLLAMA_SOUND
from tests.support.lines import ollama_recording
from tests.support.loopback import sse_frame
from tests.support.messages import WEATHER, messages_recording
from tests.support.replay import HELLO, STREAMED, build_entry, connected_client, post, send

TWISTER = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."


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
    slow = build_entry(*HELLO, every_ns=10**12)
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
    entry = build_entry(*HELLO, every_ns=20_000_000)
    for speed in (1, 2):
        async with await serve([entry], speed=speed) as server, connected_client(server) as client:
            start = loop.time()
            stream = await client.responses.create(model="m", input="x", stream=True)
            times = [(loop.time() - start) * speed async for _ in stream]
            assert all(at >= n * 0.020 - 0.001 for n, at in enumerate(times))


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
    async with await serve([build_entry(*HELLO)], speed=0, faults=Faults(cut_after=3)) as server:
        assert await count_frames(server) == (3, False)


async def test_a_stream_can_be_dropped_by_chance() -> None:
    faults = Faults(drop_rate=0.5, seed=4)
    async with await serve([build_entry(*HELLO)], speed=0, faults=faults) as server:
        ends = [await count_frames(server) for _ in range(20)]
    assert {complete for _, complete in ends} == {True, False}
    assert all((count == len(HELLO)) == complete for count, complete in ends)


async def test_a_recording_that_was_cut_off_is_cut_off() -> None:
    async with await serve([build_entry(*HELLO[:4], end=End.BROKEN)], speed=0) as server:
        assert await count_frames(server) == (4, False)


async def test_a_stream_can_stall() -> None:
    async with await serve([build_entry(*HELLO)], speed=0, faults=Faults(stall_at=2)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(STREAMED)
        await reader.readuntil(b"response.created")
        await reader.readuntil(b"\n\n")
        await reader.readuntil(b"\n\n")
        assert server.active_requests == 1
        writer.close()
        await server.wait_idle()


async def test_writes_can_be_small() -> None:
    async with await serve([build_entry(*HELLO)], speed=0, faults=Faults(chunk_bytes=7)) as server:
        answer = await send(server, STREAMED)
        sizes = answer.partition(b"\r\n\r\n")[2].split(b"\r\n")[:-2:2]
        assert set(sizes[:-2]) == {b"7"}
        assert await count_frames(server) == (len(HELLO), True)


@pytest.mark.parametrize(
    ("body", "media"),
    [("", b"application/json"), ("{}", b"application/json"), ("no", b"text/plain")],
)
async def test_a_status_can_be_answered_instead(body: str, media: bytes) -> None:
    faults = Faults(status=503, body=body)
    async with await serve([build_entry(*HELLO)], faults=faults) as server:
        answer = await send(server, STREAMED)
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
    async with await serve([build_entry(*odd)], speed=0) as server:
        answer = await send(server, STREAMED)
        for raw in odd:
            assert raw in answer


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


@pytest.mark.parametrize("after", ["-", "--1", "1.5", "x", "9" * 5000], ids=lambda after: after[:3])
async def test_a_stream_is_resumed_after_a_number_only(after: str) -> None:
    async with await serve([build_entry(*HELLO)], speed=0) as server, connected_client(server) as c:
        (first, *_) = await ask(c, input="x")
        url = f"/responses/{first.response.id}?stream=true&starting_after={after}"
        with pytest.raises(APIStatusError, match="starting_after must be a number"):
            await c.get(url, cast_to=object)


async def test_the_oldest_response_is_forgotten_first() -> None:
    async with await serve([build_entry(*HELLO)], speed=0) as server, connected_client(server) as c:
        ids = [(await c.responses.create(model="m", input="x")).id for _ in range(260)]
        assert (await c.responses.retrieve(ids[-256])).id == ids[-256]
        for response_id in ids[:4]:
            with pytest.raises(NotFoundError):
                await c.responses.retrieve(response_id)


async def test_without_streaming_a_recording_cut_off_is_an_error() -> None:
    async with (
        await serve([build_entry(*HELLO[:4], end=End.BROKEN)], speed=0) as server,
        connected_client(server) as client,
    ):
        with pytest.raises(APIStatusError, match="The recording is cut off") as raised:
            await client.responses.create(model="m", input="x")
        assert raised.value.status_code == 500


async def test_any_model_can_be_looked_up() -> None:
    async with await serve([build_entry(*HELLO)]) as server, connected_client(server) as client:
        assert (await client.models.retrieve("org/a-model")).id == "org/a-model"


def contents(recording: Recording) -> tuple[str, str, str, list[tuple[str, str]]]:
    """The text, refusal, reasoning and calls of a recording of Responses."""
    items = recording.response.items
    texts = {
        kind: "\n\n".join(text for item in items if (text := item.text(kind)))
        for kind in ("text", "refusal", "summary")
    }
    calls = [
        (str((item.data or {})["name"]), item.text("arguments"))
        for item in items
        if item.type == "function_call"
    ]
    return texts["text"], texts["refusal"], texts["summary"], calls


@pytest.mark.parametrize("entry", recordings(), ids=lambda entry: entry[1].title)
async def test_both_protocols_say_the_same(entry: tuple[Recording, Metadata]) -> None:
    """Each recording, read by the SDK's accumulators, whichever of the two it is asked in."""
    recording, _ = entry
    text, refusal, reasoning, calls = contents(recording)
    async with await serve([entry], speed=0) as server, connected_client(server) as client:
        events = await ask(client, input="x")
        streamed = "".join(e.delta for e in events if e.type == "response.output_text.delta")
        assert streamed == text
        messages: Any = [{"role": "user", "content": "x"}]
        thoughts: list[str] = []
        async with client.chat.completions.stream(model="m", messages=messages) as stream:
            if recording.outcome is Outcome.FAILED:
                with pytest.raises(APIError, match=r"connection to the model|had an error"):
                    await stream.until_done()
                return
            async for event in stream:
                if event.type == "chunk":
                    thoughts += [
                        getattr(choice.delta, "reasoning_content", "")
                        for choice in event.chunk.choices
                    ]
            message = stream.current_completion_snapshot.choices[0].message
        assert (message.content or "", message.refusal or "") == (text, refusal)
        assert "".join(thoughts) == reasoning
        functions = [call.function for call in message.tool_calls or [] if call.function]
        assert [(function.name, function.arguments) for function in functions] == calls


async def test_usage_comes_if_it_is_asked_for() -> None:
    async with await serve(recordings(), speed=0) as server, connected_client(server) as client:
        messages: Any = [{"role": "user", "content": TWISTER}]
        for asked in (False, True):
            stream: Any = await client.chat.completions.create(
                model="m", messages=messages, stream=True, stream_options={"include_usage": asked}
            )
            chunks = [chunk async for chunk in stream]
            assert (chunks[-1].usage is not None) == asked
        assert chunks[-1].usage.total_tokens == 136
        completion = await client.chat.completions.create(model="m", messages=messages)
        assert completion.usage
        assert completion.usage.total_tokens == 136
        assert completion.id != chunks[0].id
        assert str(completion.choices[0].message.content).startswith("Sure! Here it is")


async def test_responses_are_written_of_chunks() -> None:
    chat = chat_recording(*CHAT_TWISTER), Metadata()
    async with await serve([chat], speed=0) as server, connected_client(server) as client:
        async with client.responses.stream(model="m", input="x") as stream:
            response = await stream.get_final_response()
        assert (response.output_text, response.status) == ("Peter Piper", "completed")
        assert (await client.responses.create(model="m", input="x")).output_text == "Peter Piper"
        again = await client.responses.retrieve(response.id)
        assert again.output_text == "Peter Piper"


async def test_faults_are_those_of_every_protocol() -> None:
    faults, body = Faults(cut_after=5), b'{"messages":[],"stream":true}'
    async with await serve(recordings(), speed=0, faults=faults) as server:
        answer = await send(server, post(body).replace(b"responses", b"chat/completions"))
        assert answer.count(b"data: {") == 5
        assert b"0\r\n\r\n" not in answer


async def test_messages_are_served_as_they_are() -> None:
    messages: Any = [{"role": "user", "content": "x"}]
    entry = messages_recording(*WEATHER), Metadata()
    async with await serve([entry], speed=0) as server:
        base_url = server.base_url.removesuffix("/v1")
        async with AsyncAnthropic(base_url=base_url, api_key="none", max_retries=0) as client:
            async with client.messages.stream(
                model="m", max_tokens=99, messages=messages
            ) as stream:
                message = await stream.get_final_message()
            whole = await client.messages.create(model="m", max_tokens=99, messages=messages)
        for received in (message, whole):
            assert [block.type for block in received.content] == [
                "thinking",
                "text",
                "tool_use",
                "tool_use",
            ]
            assert received.id.startswith("msg_")
            assert received.id != "msg_1"
        async with connected_client(server) as openai:
            completion = await openai.chat.completions.create(model="m", messages=messages)
    assert completion.choices[0].message.content == "Let me look."
    assert len(completion.choices[0].message.tool_calls or []) == 2


async def test_lines_are_served_as_lines() -> None:
    entries = [(ollama_recording(*OLLAMA_SOUND["thinking and calls"]), Metadata())]
    async with await serve(entries, speed=0) as server, AsyncClient() as client:
        url = f"{server.base_url.removesuffix('/v1')}/api/chat"
        answer = await client.post(url, json={"model": "m", "messages": []})
        assert answer.headers["content-type"] == "application/x-ndjson"
        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert lines == list(OLLAMA_SOUND["thinking and calls"])
        whole = (await client.post(url, json={"messages": [], "stream": False})).json()
        assert (whole["message"]["content"], whole["done"]) == ("Peter", True)
        async with connected_client(server) as openai:
            messages: Any = [{"role": "user", "content": "x"}]
            completion = await openai.chat.completions.create(model="m", messages=messages)
            response = await openai.responses.create(model="m", input="x")
    calls: Any = completion.choices[0].message.tool_calls
    assert [call.function.name for call in calls] == ["find", "look"]
    assert response.output_text == completion.choices[0].message.content == "Peter"


async def test_a_dialect_without_a_writer_is_served_from_its_own_recordings() -> None:
    async with await serve([build_entry(*HELLO)], speed=0) as server, AsyncClient() as client:
        answer = await client.post(f"{server.base_url}/messages", json={"messages": []})
        assert answer.status_code == 404
        error = {"type": "not_found_error", "message": "No recording can answer in Messages."}
        assert answer.json() == {"type": "error", "error": error}
        for method, path in (("GET", "chat/completions"), ("GET", "chat/completions/x")):
            answer = await client.request(method, f"{server.base_url}/{path}")
            assert answer.status_code == 405
