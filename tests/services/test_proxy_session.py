"""A proxy session: streams are saved, listed, and kept in memory up to a limit."""

from __future__ import annotations

import asyncio
from pathlib import Path

from openai import AsyncOpenAI

from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.services.proxy_session import ProxySession
from tests.support.loopback import answer, scripted_server, text_stream

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
