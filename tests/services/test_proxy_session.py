"""What passes by: kept, listed, and held in memory up to a limit."""

from __future__ import annotations

import asyncio
from pathlib import Path

from openai import AsyncOpenAI

from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.core.response.outcome import Verdict
from ppchat.services.proxy_session import Passing
from tests.support.loopback import answer, serving, text_stream

HELLO = text_stream("Hel", "lo")


async def test_only_so_much_is_held(tmp_path: Path) -> None:
    size = sum(map(len, HELLO))
    async with serving(answer(*HELLO)) as target:
        proxy = ProxyProcess(target.base_url)
        passing = Passing(proxy, tmp_path / "ppchat.db", held_bytes=2 * size)
        came = asyncio.Event()
        passing.changed = came.set
        passing.start()
        async with AsyncOpenAI(base_url=proxy.base_url, api_key="none", max_retries=0) as client:
            for number in range(5):
                async for _ in await client.responses.create(
                    model="m", input=f"{number}", stream=True
                ):
                    pass
        while len(passing.streams) < 5 or passing.running:
            came.clear()
            await came.wait()
        assert passing.held == passing.streams[3:]
        assert [each.row(0).prompt for each in passing.streams] == list("01234")
        for each in passing.streams:
            recording = await passing.recording(each)
            assert [frame.raw for frame in recording.frames()] == HELLO
            assert recording.verdict is Verdict.COMPLETED
        await passing.aclose()


async def test_large_frames_of_streams_side_by_side_keep_their_order(tmp_path: Path) -> None:
    large = "x" * (2 << 20)
    frames = text_stream("Hel", large, "lo")
    async with serving(answer(*frames)) as target:
        proxy = ProxyProcess(target.base_url)
        passing = Passing(proxy, tmp_path / "ppchat.db")
        came = asyncio.Event()
        passing.changed = came.set
        passing.start()
        async with AsyncOpenAI(base_url=proxy.base_url, api_key="none", max_retries=0) as client:

            async def ask(number: int) -> None:
                async for _ in await client.responses.create(
                    model="m", input=f"{number}", stream=True
                ):
                    pass

            await asyncio.gather(*map(ask, range(3)))
        while len(passing.streams) < 3 or passing.running:
            came.clear()
            await came.wait()
        for each in passing.streams:
            recording = await passing.recording(each)
            assert [frame.raw for frame in recording.frames()] == frames
            assert recording.turn.text == f"Hel{large}lo"
            stored = passing.store.load_recording(each.run_id)
            assert [frame.raw for frame in stored.frames()] == frames
            assert stored.verdict is recording.verdict is Verdict.COMPLETED
        await passing.aclose()


async def test_closed_before_it_began(tmp_path: Path) -> None:
    passing = Passing(ProxyProcess("http://127.0.0.1:9/v1"), tmp_path / "ppchat.db")
    await passing.aclose()
    assert passing.streams == []
