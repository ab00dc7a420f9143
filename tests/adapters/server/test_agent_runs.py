"""The loops of the SDKs against recordings of such loops, to their end."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ppchat.adapters.server.proxy import run_proxy
from ppchat.adapters.server.server import serve
from ppchat.core.formats.har import archive_streams, archive_text
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.formats.recorded_stream import streams_from_jsonl
from ppchat.core.formats.vcr_cassette import cassette_streams
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import MatchRule, RecordingMatch, RecordingMatcher
from ppchat.core.stream.signals import Ended, Request, Signal
from ppchat.core.text.json_text import parse_json
from tests.support import messages
from tests.support.agents import run_chat, run_messages, run_responses
from tests.support.jsonl import dump_lines
from tests.support.tool_run import PROMPT, run_recordings

VERCEL = Path(__file__).parents[2] / "support" / "vercel_agent.mjs"
PACKAGES = os.environ.get("PPCHAT_NODE_PACKAGES", "")
CITIES = ["Rome", "Oslo", "Rome"]
LAST = "It is warm: 17."
Agent = Callable[..., Awaitable[tuple[list[str], str]]]
AGENTS: dict[str, Agent] = {
    "responses": run_responses,
    "responses, chained": partial(run_responses, chained=True),
    "chat": run_chat,
}


def messages_run() -> list[Recording]:
    """A run over Messages, of two rounds."""
    asked = {"role": "user", "content": PROMPT}
    call = {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Rome"}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "17"}
    answered = [
        asked,
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [result]},
    ]
    first = messages.messages_recording(
        messages.message_start(),
        *messages.tool_block(0, "get_weather", '{"city":', '"Rome"}', id="toolu_1"),
        messages.stop_reason("tool_use"),
        messages.END,
        body={"messages": [asked]},
        path="/messages",
    )
    second = messages.messages_recording(
        messages.message_start(),
        *messages.text_block(0, LAST),
        messages.stop_reason(),
        messages.END,
        body={"messages": answered},
        path="/messages",
    )
    return [first, second]


@asynccontextmanager
async def served(recordings: Iterable[Recording], rules: list[MatchRule]) -> AsyncIterator[str]:
    """The base URL of a server of recordings; the rules by which they were matched are added."""

    def add_rule(_: str, match: RecordingMatch) -> None:
        rules.append(match.rule)

    entries = [(recording, Metadata()) for recording in recordings]
    async with await serve(entries, speed=0, on_match=add_rule) as server:
        yield server.base_url


async def recorded_by_proxy(agent: Agent, recordings: Iterable[Recording]) -> list[Recording]:
    """What the proxy records of an agent that talks to a server of recordings."""
    captured: list[Recording] = []

    def watch(request: Request) -> Callable[[Signal], None]:
        captured.append(Recording(request))
        return captured[-1].apply

    async with served(recordings, []) as target:
        proxy, handler = await run_proxy(target, watch)
        async with proxy:
            await agent(proxy.base_url)
            await proxy.wait_idle()
        await handler.aclose()
    assert all(isinstance(recording.ended, Ended) for recording in captured)
    return captured


def by_jsonl(recordings: list[Recording]) -> list[Recording]:
    """The recordings as read from one file."""
    lines = [line.encode() for recording in recordings for line in dump_lines(recording)]
    return [stream.recording() for stream in streams_from_jsonl(lines)]


def by_archive(recordings: list[Recording]) -> list[Recording]:
    """The recordings as read from an HTTP archive."""
    text: Any = parse_json("".join(map(str, archive_text(iter(recordings), "0"))))
    return [stream.recording() for stream in archive_streams(text)]


def by_cassette(recordings: list[Recording]) -> list[Recording]:
    """The recordings as read from a cassette of vcrpy."""
    interactions = [
        {
            "request": {
                "method": "POST",
                "uri": f"http://127.0.0.1/v1{recording.request.path or '/responses'}",
                "body": json.dumps(dict(recording.request.body)),
            },
            "response": {
                "status": {"code": 200},
                "headers": {"content-type": ["text/event-stream"]},
                "body": {"string": b"".join(frame.raw for frame in recording.frames()).decode()},
            },
        }
        for recording in recordings
    ]
    streams = cassette_streams({"interactions": interactions})
    return [stream.recording() for stream in streams]


@pytest.mark.parametrize("chained", [False, True], ids=["whole", "by id"])
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("agent", AGENTS.values(), ids=AGENTS)
async def test_a_loop_ends_whatever_its_function_gives(
    agent: Agent, stream: bool, chained: bool
) -> None:
    """Each of its calls is the recorded one, also where those of one function are several."""
    rules: list[MatchRule] = []
    async with served(run_recordings(CITIES, chained=chained), rules) as base_url:
        assert await agent(base_url, stream=stream) == (CITIES, LAST)
    assert rules == [MatchRule.WHOLE_INPUT, *[MatchRule.OUTPUTS] * 3]


@pytest.mark.parametrize("agent", AGENTS.values(), ids=AGENTS)
async def test_what_the_proxy_recorded_of_a_loop_is_known_whole(agent: Agent) -> None:
    captured = await recorded_by_proxy(agent, run_recordings(CITIES))
    assert len(captured) == 4
    for read in (by_archive, by_cassette, by_jsonl):
        recordings = read(captured)
        matcher = RecordingMatcher((recording, Metadata()) for recording in recordings)
        for one, recording in zip(captured, recordings, strict=True):
            match = matcher.match(one.request.body, one.dialect)
            assert (match.recording, match.rule) == (recording, MatchRule.WHOLE_INPUT)
    for stream in (True, False):
        rules: list[MatchRule] = []
        async with served(recordings, rules) as base_url:
            assert await agent(base_url, stream=stream) == (CITIES, LAST)
        assert rules == [MatchRule.WHOLE_INPUT] * 4


@pytest.mark.parametrize("other", [run_responses, run_chat])
@pytest.mark.parametrize("agent", AGENTS.values(), ids=AGENTS)
async def test_a_recorded_loop_is_known_in_another_protocol(agent: Agent, other: Agent) -> None:
    recordings = await recorded_by_proxy(agent, run_recordings(CITIES))
    rules: list[MatchRule] = []
    async with served(recordings, rules) as base_url:
        assert await other(base_url) == (CITIES, LAST)
    assert rules == [MatchRule.WHOLE_INPUT] * 4


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("agent", [run_messages, *AGENTS.values()])
async def test_a_loop_over_messages_is_served_in_every_protocol(agent: Agent, stream: bool) -> None:
    async with served(messages_run(), []) as base_url:
        assert await agent(base_url, stream=stream) == (["Rome"], LAST)
    recordings = await recorded_by_proxy(run_messages, messages_run())
    rules: list[MatchRule] = []
    async with served(recordings, rules) as base_url:
        assert await agent(base_url, stream=stream) == (["Rome"], LAST)
    assert rules == [MatchRule.WHOLE_INPUT] * 2


@pytest.mark.skipif(
    not (PACKAGES and shutil.which("node")),
    reason="needs node, and PPCHAT_NODE_PACKAGES with the folder of ai, @ai-sdk/openai and zod",
)
@pytest.mark.parametrize("mode", ["stream", "plain"])
@pytest.mark.parametrize("api", ["responses", "chat"])
async def test_the_loop_of_vercels_sdk_ends(api: str, mode: str) -> None:
    async def agent(base_url: str) -> tuple[list[str], str]:
        process = await asyncio.create_subprocess_exec(
            *("node", VERCEL, PACKAGES, base_url, PROMPT, mode, api), stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        cities, text = json.loads(output)
        return cities, text

    source = run_recordings(CITIES)
    async with served(source, []) as base_url:
        assert await agent(base_url) == (CITIES, LAST)
    if mode == "stream":
        rules: list[MatchRule] = []
        async with served(await recorded_by_proxy(agent, source), rules) as base_url:
            assert await agent(base_url) == (CITIES, LAST)
        assert rules == [MatchRule.WHOLE_INPUT] * 4


async def test_without_a_recording_of_what_follows_a_loop_ends_with_an_error() -> None:
    first, *_ = run_recordings(CITIES)
    async with served([first], []) as base_url:
        with pytest.raises(Exception, match="No recording goes on after the output of get_weather"):
            await run_responses(base_url)
