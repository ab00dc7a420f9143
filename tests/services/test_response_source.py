"""Both readers, one in this process and one in a child process, are sources of responses."""

from __future__ import annotations

import pytest

from ppchat.adapters.config import Target
from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.adapters.processes.reader import ReaderProcess
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended
from ppchat.services.response_source import ResponseReader, ResponseSource, Waiting
from tests.support.loopback import answer, hello_request, scripted_server, text_stream


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
