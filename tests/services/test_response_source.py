"""Both readers, one in this process and one in a child process, are sources of responses."""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import Any

import pytest

from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.adapters.processes.reader import ReaderProcess
from ppchat.adapters.profiles.target import Target
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Signal, Started
from ppchat.services.response_source import ResponseReader, ResponseSource, Waiting
from tests.support.loopback import (
    Exchange,
    Script,
    answer,
    hello_request,
    scripted_server,
    sse_frame,
    text_stream,
)


@pytest.mark.parametrize("reader_class", [OpenAIReader, ReaderProcess])
async def test_either_reader_reads_a_response(reader_class: type[ResponseReader]) -> None:
    async with (
        scripted_server(answer(*text_stream("Hel", "lo"))) as server,
        ResponseSource(
            Target(server.base_url, "loopback", None, "", False), reader_class()
        ) as source,
    ):
        summary = RecordingSummary(hello_request(await source.base_url()))
        async for signal in source.response(summary):
            assert not isinstance(signal, Waiting)
            summary.apply(signal)
    assert summary.outcome is Outcome.COMPLETED
    assert summary.response.text == "Hello"


async def test_a_demo_that_does_not_start_refuses_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    async with ResponseSource(Target("", "demo", None, "", True), OpenAIReader()) as source:
        request = hello_request(await source.base_url())
        *_, ended = [signal async for signal in source.stream(request)]
    assert isinstance(ended, Ended)
    assert (ended.end, ended.problem) == (End.REFUSED, source.demo_problem)
    assert ended.problem
    assert "the demo cannot be started" in ended.problem.message


FRAMES = text_stream("Peter", " Piper", " picked")


def cut_off(rest: Script) -> Script:
    """Cut the stream off after four events; answer an attempt to resume it with `rest`."""

    async def script(exchange: Exchange) -> None:
        if exchange.request.method == "GET":
            await rest(exchange)
            return
        await exchange.open()
        await exchange.chunk(*FRAMES[:4])
        exchange.writer.close()

    return script


async def read(script: Script, *, cancel: bool = False, **fields: Any) -> list[Signal | Waiting]:
    """What a source yields for one request; with `cancel`, its first pause is cancelled."""
    signals: list[Signal | Waiting] = []
    async with (
        scripted_server(script) as server,
        ResponseSource(
            Target(server.base_url, "loopback", None, "", False), OpenAIReader()
        ) as source,
    ):
        summary = RecordingSummary(hello_request(server.base_url, **fields))
        async for signal in source.response(summary):
            signals.append(signal)
            if not isinstance(signal, Waiting):
                summary.apply(signal)
            elif cancel:
                asyncio.get_running_loop().call_soon(source.stop)
    return signals


def kinds(signals: list[Signal | Waiting]) -> list[type]:
    """The types of signals, those of frames that arrive together or not only once."""
    return [kind for kind, _ in groupby(map(type, signals))]


async def test_a_resumed_response_is_one_stream_with_a_pause() -> None:
    signals = await read(cut_off(answer(*FRAMES[4:])), background=True)
    assert kinds(signals) == [Started, Opened, Arrived, Waiting, Arrived, Ended]
    frames = [frame for signal in signals if isinstance(signal, Arrived) for frame in signal.frames]
    assert [frame.raw for frame in frames] == FRAMES
    assert isinstance(signals[-1], Ended)
    assert signals[-1].end is End.EOF


async def test_a_response_that_cannot_be_resumed_ends_as_it_was_cut_off() -> None:
    *signals, ended = await read(cut_off(answer(b"{}", status="404 x")), background=True)
    (pause,) = (signal for signal in signals if isinstance(signal, Waiting))
    assert isinstance(ended, Ended)
    assert ended is pause.cause
    assert ended.end is End.BROKEN


async def test_a_response_in_the_foreground_is_not_resumed() -> None:
    signals = await read(cut_off(answer(*FRAMES[4:])))
    assert kinds(signals) == [Started, Opened, Arrived, Ended]


async def test_a_pause_that_is_cancelled_stops_the_response() -> None:
    *_, pause, ended = await read(cut_off(answer()), cancel=True, background=True)
    assert isinstance(pause, Waiting)
    assert isinstance(ended, Ended)
    assert ended.end is End.STOPPED


async def test_variables_of_hosted_tools_are_in_what_is_sent_and_in_no_signal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCS_TOKEN", "s3cret-of-docs")
    tool = {"type": "mcp", "server_label": "d", "headers": {"Authorization": "Bearer $DOCS_TOKEN"}}
    received: list[Any] = []

    async def repeat(exchange: Exchange) -> None:
        received.append(exchange.request.json["tools"])
        echo = {"type": "response.created", "response": {"tools": received[-1]}}
        await answer(sse_frame(echo), *FRAMES[1:])(exchange)

    signals = await read(repeat, tools=[tool])
    assert received == [[tool | {"headers": {"Authorization": "Bearer s3cret-of-docs"}}]]
    assert "s3cret" not in repr(signals)
    assert "Bearer $DOCS_TOKEN" in repr(signals)


async def test_a_variable_that_is_not_set_is_said_before_anything_is_sent() -> None:
    tool = {"type": "mcp", "server_label": "d", "headers": {"A": "$PPCHAT_NO_SUCH_VARIABLE"}}
    started, ended = await read(answer(*FRAMES), tools=[tool])
    assert isinstance(started, Started)
    assert isinstance(ended, Ended)
    assert ended.end is End.REFUSED
    assert ended.problem
    assert ended.problem.message == "PPCHAT_NO_SUCH_VARIABLE is not set"


async def test_a_request_to_one_server_is_not_sent_with_the_key_of_another() -> None:
    key = Secret("sk-of-the-other")
    async with scripted_server(answer(*text_stream("Hello"))) as server:
        other = Target("http://127.0.0.1:1/v1", "other", key, "", is_demo=False)
        async with ResponseSource(other, OpenAIReader()) as source:
            *_, ended = [signal async for signal in source.stream(hello_request(server.base_url))]
    assert not server.requests
    assert isinstance(ended, Ended)
    assert ended.problem
    assert ended.problem.message == "another server was chosen before this was sent"
