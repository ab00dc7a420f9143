"""The reader process."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from pathlib import Path

import pytest

from ppchat.adapters.processes.child import Child
from ppchat.adapters.processes.messages import AskMessage, StopMessage, encode_message
from ppchat.adapters.processes.reader import ReaderProcess
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import Arrived, End, Ended, Started
from tests.support.loopback import (
    Exchange,
    answer,
    collect,
    ended_signal,
    hello_request,
    opened_signal,
    raw_bytes,
    scripted_server,
    sse_frame,
    text_stream,
)

FRAMES = text_stream("Sure", "!")


class StalledScript:
    """A script that sends the start of a stream and waits for the client to disconnect."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()

    async def __call__(self, exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(*FRAMES[:3])
        await exchange.wait_for_disconnect()
        self.gone.set()


@pytest.fixture
async def reader() -> AsyncIterator[ReaderProcess]:
    async with ReaderProcess() as reader:
        yield reader


def child(reader: ReaderProcess) -> int:
    """The process id of the child, which must be running."""
    assert reader.pid
    return reader.pid


async def test_a_stream_is_started_opened_read_and_ended(reader: ReaderProcess) -> None:
    async with scripted_server(answer(*FRAMES)) as server:
        signals = await collect(reader.stream(hello_request(server.base_url), Secret("sk-1")))
    assert isinstance(signals[0], Started)
    assert opened_signal(signals).status == 200
    assert raw_bytes(signals) == b"".join(FRAMES)
    assert ended_signal(signals).end is End.EOF
    assert server.requests[0].headers["authorization"] == "Bearer sk-1"


async def test_a_refusal_arrives_with_all_its_details(reader: ReaderProcess) -> None:
    script = answer(b"slow down", status="429 x", retry_after="7", x_request_id="req_1")
    async with scripted_server(script) as server:
        signals = await collect(reader.stream(hello_request(server.base_url)))
    problem = ended_signal(signals).problem
    assert problem
    assert ended_signal(signals).end is End.REFUSED
    assert (problem.status, problem.retry_after_s, problem.request_id) == (429, 7.0, "req_1")
    assert problem.retryable


async def test_one_child_serves_all_turns_over_one_connection(reader: ReaderProcess) -> None:
    pid = child(reader)
    async with scripted_server(answer(*FRAMES)) as server:
        for _ in range(3):
            await collect(reader.stream(hello_request(server.base_url)))
    assert child(reader) == pid
    assert (len(server.requests), server.connections) == (3, 1)


async def test_streams_side_by_side_do_not_mix(reader: ReaderProcess) -> None:
    async def script(exchange: Exchange) -> None:
        name = exchange.request.json["model"].encode()
        await exchange.open()
        await exchange.chunk(*[b"data: %b %d\n\n" % (name, n) for n in range(200)])
        await exchange.close()

    async with scripted_server(script) as server:
        streams = [reader.stream(hello_request(server.base_url, model=name)) for name in "abc"]
        for name, signals in zip("abc", await asyncio.gather(*map(collect, streams)), strict=True):
            expected = b"".join(b"data: %b %d\n\n" % (name.encode(), n) for n in range(200))
            assert raw_bytes(signals) == expected


async def test_twenty_thousand_events_at_full_speed_arrive_complete(reader: ReaderProcess) -> None:
    location = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    frames = [
        sse_frame(
            {
                "type": "response.output_text.delta",
                "sequence_number": n,
                **location,
                "delta": f"é{n}",
            }
        )
        for n in range(20_000)
    ]
    frames.append(b"data: cut")
    chunks = [b"".join(frames[at : at + 97]) for at in range(0, len(frames), 97)]
    async with scripted_server(answer(*chunks)) as server:
        signals = await collect(reader.stream(hello_request(server.base_url)))
    frames_read = [
        frame for signal in signals if isinstance(signal, Arrived) for frame in signal.frames
    ]
    assert [frame.raw for frame in frames_read] == frames
    stamps = [frame.at_ns for frame in frames_read]
    assert stamps == sorted(stamps)


async def test_an_app_that_reads_nothing_does_not_delay_the_reader(
    reader: ReaderProcess,
) -> None:
    sent = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        for _ in range(100):
            await exchange.chunk(b"data: %b\n\n" % (b"x" * 100_000))
        await exchange.close()
        sent.set()

    async with (
        scripted_server(script) as server,
        aclosing(reader.stream(hello_request(server.base_url))) as stream,
    ):
        assert isinstance(await anext(stream), Started)
        await sent.wait()  # 10 MB were sent although nobody reads the stream
        assert len(raw_bytes(await collect(stream))) == 100 * 100_008


async def test_stop_is_a_disconnect_for_the_server_and_the_last_signal(
    reader: ReaderProcess,
) -> None:
    script = StalledScript()
    async with scripted_server(script) as server:
        signals = []
        async for signal_ in reader.stream(hello_request(server.base_url)):
            signals.append(signal_)
            if isinstance(signal_, Arrived):
                reader.stop()
        await script.gone.wait()
    assert b"".join(FRAMES[:3]).startswith(raw_bytes(signals))
    assert ended_signal(signals).end is End.STOPPED


async def test_closing_the_iterator_is_a_disconnect_for_the_server(reader: ReaderProcess) -> None:
    script = StalledScript()
    async with scripted_server(script) as server:
        async with aclosing(reader.stream(hello_request(server.base_url))) as stream:
            async for signal_ in stream:
                if isinstance(signal_, Arrived):
                    break
        await script.gone.wait()
        assert ended_signal(
            await collect(reader.stream(hello_request("http://127.0.0.1:1")))
        ).problem


async def test_stop_without_a_stream_changes_nothing(reader: ReaderProcess) -> None:
    reader.stop()
    async with scripted_server(answer(*FRAMES)) as server:
        assert (
            ended_signal(await collect(reader.stream(hello_request(server.base_url)))).end
            is End.EOF
        )


async def test_a_child_that_dies_is_reported_and_replaced(reader: ReaderProcess) -> None:
    script = StalledScript()
    first = child(reader)
    async with scripted_server(script) as server:
        signals = []
        async for signal_ in reader.stream(hello_request(server.base_url)):
            signals.append(signal_)
            if isinstance(signal_, Arrived):
                with suppress(ProcessLookupError):  # at later frames it has exited
                    os.kill(first, signal.SIGKILL)
        await script.gone.wait()
    assert b"".join(FRAMES[:3]).startswith(raw_bytes(signals))
    problem = ended_signal(signals).problem
    assert problem
    assert ended_signal(signals).end is End.BROKEN
    assert (problem.kind, problem.retryable) == ("reader died", True)
    assert "signal 9" in problem.message
    async with scripted_server(answer(*FRAMES)) as server:
        assert raw_bytes(await collect(reader.stream(hello_request(server.base_url)))) == b"".join(
            FRAMES
        )
    assert child(reader) != first


async def test_a_child_that_died_between_two_streams_is_replaced(reader: ReaderProcess) -> None:
    first = child(reader)
    os.kill(first, signal.SIGKILL)
    async with scripted_server(answer(*FRAMES)) as server:
        signals = await collect(reader.stream(hello_request(server.base_url)))
        if ended_signal(signals).end is End.BROKEN:  # its death was not noticed yet
            signals = await collect(reader.stream(hello_request(server.base_url)))
    assert isinstance(signals[0], Started)
    assert raw_bytes(signals) == b"".join(FRAMES)
    assert child(reader) != first


async def test_closing_ends_the_child_and_its_streams() -> None:
    script = StalledScript()
    reader = ReaderProcess()
    await reader.start()
    pid = child(reader)
    async with scripted_server(script) as server:
        async with aclosing(reader.stream(hello_request(server.base_url))) as stream:
            async for signal_ in stream:
                if isinstance(signal_, Arrived):
                    break
            await reader.aclose()
            assert ended_signal([signal_ async for signal_ in stream]).end is End.STOPPED
        await script.gone.wait()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert reader.pid is None


async def test_the_child_ends_when_its_stdin_does() -> None:
    script = StalledScript()
    async with scripted_server(script) as server:
        process = await Child.start("it", "ppchat.adapters.processes.reader_main")
        process.send(encode_message(1, AskMessage(hello_request(server.base_url), None)))
        async with aclosing(process.messages()) as messages:
            async for _, message in messages:
                if isinstance(message, Arrived):
                    break
        await process.aclose()
        assert await process.wait() == "exited (exit code 0)"
        await script.gone.wait()


async def test_a_request_that_is_stopped_before_it_is_sent_ends() -> None:
    process = await Child.start("it", "ppchat.adapters.processes.reader_main")
    ask = AskMessage(hello_request("http://127.0.0.1:9/v1"), None)
    process.send(encode_message(1, ask) + encode_message(1, StopMessage()))
    async with aclosing(process.messages()) as messages:
        _, message = await anext(messages)
    assert isinstance(message, Ended)
    assert message.end is End.STOPPED
    await process.aclose()


async def test_nothing_in_the_working_folder_shadows_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("openai", "json", "signal", "ppchat"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    async with ReaderProcess() as reader, scripted_server(answer(*FRAMES)) as server:
        assert (
            ended_signal(await collect(reader.stream(hello_request(server.base_url)))).end
            is End.EOF
        )


def visible_to_others(pid: int) -> bytes:
    """What other users may see of a process, where the system has /proc."""
    folder = Path(f"/proc/{pid}")
    if not folder.exists():
        return b""
    return (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()


async def test_no_key_is_in_the_arguments_or_the_environment_of_the_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hidden")
    async with ReaderProcess() as reader, scripted_server(answer(*FRAMES)) as server:
        await collect(reader.stream(hello_request(server.base_url), Secret("sk-hidden")))
        assert b"sk-hidden" not in visible_to_others(child(reader))
    assert server.requests[0].headers["authorization"] == "Bearer sk-hidden"


async def test_a_child_that_cannot_be_started_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    async with ReaderProcess() as reader:
        signals = await collect(reader.stream(hello_request("http://127.0.0.1:1/v1")))
    assert isinstance(signals[0], Started)
    problem = ended_signal(signals).problem
    assert problem
    assert problem.kind == "reader died"
