"""What the first request needs is loaded before it, and without a network."""

from __future__ import annotations

import asyncio
import sys

import pytest

from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.adapters.openai.warm_up import warm_up
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import ASKABLE
from tests.support.loopback import answer, scripted_server, text_stream


@pytest.mark.parametrize("dialect", ASKABLE, ids=lambda dialect: dialect.name)
async def test_warming_up_uses_no_network(
    monkeypatch: pytest.MonkeyPatch, dialect: Dialect
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with scripted_server(answer(*text_stream("a"))) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        await warm_up(dialect)
        assert server.connections == 0


_FIRST_REQUEST = """
import asyncio, sys
from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.core.chat.conversation import build_request
from ppchat.core.dialects.registry import ASKABLE

n = int(sys.argv[2])

async def main():
    request = build_request((), "hello", model="m", base_url=sys.argv[1], dialect=ASKABLE[n])
    async with OpenAIReader([ASKABLE[n]]) as reader:
        await reader.start()
        before = set(sys.modules)
        async for _ in reader.stream(request.request):
            pass
        print(*sorted(set(sys.modules) - before))

asyncio.run(main())
"""


async def test_a_reader_starts_with_the_first_dialect_and_then_loads_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    warm = []

    async def note(dialect: Dialect) -> None:
        warm.append(dialect)

    monkeypatch.setattr("ppchat.adapters.openai.reader.warm_up", note)
    async with OpenAIReader(ASKABLE) as reader:
        await reader.start()
        assert warm == [ASKABLE[0]]
        await reader.finish_start()
        assert warm == list(ASKABLE)


@pytest.mark.parametrize("n", range(len(ASKABLE)))
async def test_the_first_request_after_warming_up_imports_nothing(n: int) -> None:
    async with scripted_server(answer(*text_stream("a"))) as server:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _FIRST_REQUEST, server.base_url, str(n)),
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
    assert len(server.requests) == 1
    assert out.split() == []
