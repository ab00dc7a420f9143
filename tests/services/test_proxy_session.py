"""A proxy session: streams are saved, listed, and kept in memory up to a limit."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from openai import APIError, AsyncOpenAI

from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import Arrived, Signal
from ppchat.services.proxy_session import ProxySession
from tests.support.loopback import Exchange, answer, raw_answer, scripted_server, text_stream

HELLO = text_stream("Hel", "lo")


async def test_recordings_in_memory_are_limited(tmp_path: Path) -> None:
    size = sum(map(len, HELLO))
    async with scripted_server(answer(*HELLO)) as target:
        proxy = ProxyProcess(target.base_url)
        session = ProxySession(proxy, tmp_path / "ppchat.db", cache_bytes=2 * size)
        changed = asyncio.Event()
        session.on_change = changed.set
        session.start()
        async with AsyncOpenAI(base_url=proxy.base_url, api_key="none", max_retries=0) as client:
            for number in range(5):
                async for _ in await client.responses.create(
                    model="m", input=f"{number}", stream=True
                ):
                    pass
        while len(session.streams) < 5 or session.running_count:
            changed.clear()
            await changed.wait()
        assert session.cached_streams == session.streams[3:]
        assert [stream.row(0).prompt for stream in session.streams] == list("01234")
        for stream in session.streams:
            recording = await session.load_recording(stream)
            assert [frame.raw for frame in recording.frames()] == HELLO
            assert recording.outcome is Outcome.COMPLETED
        await session.aclose()


async def test_requests_without_streaming_are_counted(tmp_path: Path) -> None:
    body = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}"
    async with scripted_server(raw_answer(body)) as target:
        proxy = ProxyProcess(target.base_url)
        session = ProxySession(proxy, tmp_path / "ppchat.db")
        changed = asyncio.Event()
        session.on_change = changed.set
        session.start()
        async with AsyncOpenAI(base_url=proxy.base_url, api_key="none", max_retries=0) as client:
            await client.responses.create(model="m", input="plain")
            await client.models.list()
            await client.responses.create(model="m", input="plain")
        while session.plain_count < 2:
            changed.clear()
            await changed.wait()
        assert session.streams == []
        await session.aclose()
        assert session.plain_count == 2


async def test_large_frames_of_streams_side_by_side_keep_their_order(tmp_path: Path) -> None:
    large = "x" * (2 << 20)
    frames = text_stream("Hel", large, "lo")
    async with scripted_server(answer(*frames)) as target:
        proxy = ProxyProcess(target.base_url)
        session = ProxySession(proxy, tmp_path / "ppchat.db")
        changed = asyncio.Event()
        session.on_change = changed.set
        session.start()
        async with AsyncOpenAI(base_url=proxy.base_url, api_key="none", max_retries=0) as client:

            async def ask(number: int) -> None:
                async for _ in await client.responses.create(
                    model="m", input=f"{number}", stream=True
                ):
                    pass

            await asyncio.gather(*map(ask, range(3)))
        while len(session.streams) < 3 or session.running_count:
            changed.clear()
            await changed.wait()
        for stream in session.streams:
            recording = await session.load_recording(stream)
            assert [frame.raw for frame in recording.frames()] == frames
            assert recording.response.text == f"Hel{large}lo"
            stored = session.store.load_recording(stream.run_id)
            assert [frame.raw for frame in stored.frames()] == frames
            assert stored.outcome is recording.outcome is Outcome.COMPLETED
        await session.aclose()


async def test_ended_streams_can_be_left_to_the_store(tmp_path: Path) -> None:
    async with scripted_server(answer(*HELLO)) as target:
        proxy = ProxyProcess(target.base_url)
        session = ProxySession(proxy, tmp_path / "ppchat.db", keep_ended=False)
        ended: asyncio.Queue[tuple[str, RecordingSummary]] = asyncio.Queue()
        session.on_end = lambda conversation, summary: ended.put_nowait((conversation, summary))
        session.start()
        async with AsyncOpenAI(base_url=proxy.base_url, api_key="none", max_retries=0) as client:
            async for _ in await client.responses.create(model="m", input="hi", stream=True):
                pass
        conversation_id, summary = await ended.get()
        assert session.streams == session.cached_streams == []
        assert summary.outcome is Outcome.COMPLETED
        stored = session.store.load(conversation_id)
        assert [frame.raw for frame in stored.path[0].recording.frames()] == HELLO
        await session.aclose()


async def test_closed_before_it_started(tmp_path: Path) -> None:
    session = ProxySession(ProxyProcess("http://127.0.0.1:9/v1"), tmp_path / "ppchat.db")
    await session.aclose()
    assert session.streams == []


async def ask_through(proxy: ProxyProcess, *prompts: str) -> None:
    async with AsyncOpenAI(base_url=proxy.base_url, api_key="none", max_retries=0) as client:
        for prompt in prompts:
            with suppress(APIError):
                async for _ in await client.responses.create(model="m", input=prompt, stream=True):
                    pass


LAST = b"connection: close\r\ncontent-length: "
REFUSALS = {
    "429": b"HTTP/1.1 429 x\r\ncontent-type: application/json\r\n" + LAST + b"2\r\n\r\n{}",
    "503": b"HTTP/1.1 503 x\r\n" + LAST + b"0\r\n\r\n",
    "html": b"HTTP/1.1 200 x\r\ncontent-type: text/html\r\n" + LAST + b"9\r\n\r\n<h1>x</h1",
    "nothing": b"",
}


@pytest.mark.parametrize("keep_ended", [True, False])
async def test_after_refused_streams_the_next_are_kept(tmp_path: Path, keep_ended: bool) -> None:
    async def script(exchange: Exchange) -> None:
        prompt = exchange.request.json["input"]
        await (raw_answer(REFUSALS[prompt]) if prompt in REFUSALS else answer(*HELLO))(exchange)

    async with scripted_server(script) as target:
        proxy = ProxyProcess(target.base_url)
        session = ProxySession(proxy, tmp_path / "ppchat.db", keep_ended=keep_ended)
        outcomes: list[Outcome | None] = []
        session.on_end = lambda _, summary: outcomes.append(summary.outcome)
        changed = asyncio.Event()
        session.on_change = changed.set
        session.start()
        await ask_through(proxy, *REFUSALS, "hi")
        while len(outcomes) < 5:
            changed.clear()
            await changed.wait()
        assert outcomes == [Outcome.REFUSED] * 4 + [Outcome.COMPLETED]
        assert len(session.store.conversations()) == 5
        assert session.problem is None
        await session.aclose()


async def test_a_stream_that_cannot_be_recorded_ends_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail_on_bad(recording: Recording, signal: Signal) -> None:
        if isinstance(signal, Arrived) and recording.request.body["input"] == "bad":
            raise ZeroDivisionError("injected")
        recording.apply(signal)

    monkeypatch.setattr("ppchat.services.proxy_session.apply_signal", fail_on_bad)
    async with scripted_server(answer(*HELLO)) as target:
        proxy = ProxyProcess(target.base_url)
        session = ProxySession(proxy, tmp_path / "ppchat.db")
        changed = asyncio.Event()
        session.on_change = changed.set
        session.start()
        await ask_through(proxy, "bad", "good")
        while len(session.streams) < 2 or session.running_count:
            changed.clear()
            await changed.wait()
        bad, good = (stream.row(0) for stream in session.streams)
        assert "could not be recorded: ZeroDivisionError: injected" in bad.remark
        assert (good.status.word, good.remark, session.problem) == ("completed", "", None)
        await session.aclose()


async def test_a_failure_of_the_session_stops_the_proxy_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("injected")

    async with scripted_server(answer(*HELLO)) as target:
        proxy = ProxyProcess(target.base_url)
        session = ProxySession(proxy, tmp_path / "ppchat.db")
        ended = asyncio.Event()
        session.on_change = lambda: ended.set() if session.problem else None
        session.start()
        with monkeypatch.context() as patch:
            patch.setattr(session, "_begin", fail)
            await ask_through(proxy, "hi")
            await ended.wait()
        assert session.problem
        assert "can no longer be recorded: ZeroDivisionError" in session.problem.message
        assert "Press r" in session.problem.advice
        assert session.proxy.pid is None
        ended.clear()
        session.on_end = lambda *_: ended.set()
        session.restart()
        assert session.problem is None
        await ask_through(session.proxy, "again")
        await ended.wait()
        assert session.streams[0].row(0).status.word == "completed"
        await session.aclose()


async def test_a_store_that_cannot_be_used_is_reported(tmp_path: Path) -> None:
    (tmp_path / "ppchat.db").mkdir()
    session = ProxySession(ProxyProcess("http://127.0.0.1:9/v1"), tmp_path / "ppchat.db")
    session.store.conversations()  # it is open, and has reported that before there is a loop
    changed = asyncio.Event()
    session.on_change = changed.set
    session.start()
    await changed.wait()
    assert session.store.problem
    await session.aclose()
