"""The reader as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from ppchat.adapters.processes.reader import ReaderProcess
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import Arrived, End, Started
from tests.support.loopback import (
    Exchange,
    answer,
    ended,
    gathered,
    hello,
    opened,
    raw,
    serving,
    sse,
    text_stream,
)

FRAMES = text_stream("Sure", "!")


class Held:
    """A script that sends the beginning of a stream and waits for the client to go."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()

    async def __call__(self, exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(*FRAMES[:3])
        await exchange.gone()
        self.gone.set()


@pytest.fixture
async def reader() -> AsyncIterator[ReaderProcess]:
    async with ReaderProcess() as reader:
        yield reader


def child(reader: ReaderProcess) -> int:
    """The id of the child, which must run."""
    assert reader.pid
    return reader.pid


async def test_a_stream_is_started_opened_read_and_ended(reader: ReaderProcess) -> None:
    async with serving(answer(*FRAMES)) as server:
        signals = await gathered(reader.stream(hello(server.base_url), Secret("sk-1")))
    assert isinstance(signals[0], Started)
    assert opened(signals).status == 200
    assert raw(signals) == b"".join(FRAMES)
    assert ended(signals).end is End.EOF
    assert server.asked[0].headers["authorization"] == "Bearer sk-1"


async def test_a_refusal_comes_with_all_that_is_known_of_it(reader: ReaderProcess) -> None:
    script = answer(b"slow down", status="429 x", retry_after="7", x_request_id="req_1")
    async with serving(script) as server:
        signals = await gathered(reader.stream(hello(server.base_url)))
    found = ended(signals).problem
    assert found
    assert ended(signals).end is End.REFUSED
    assert (found.status, found.retry_after_s, found.request_id) == (429, 7.0, "req_1")
    assert found.retryable


async def test_one_child_serves_all_turns_over_one_connection(reader: ReaderProcess) -> None:
    pid = child(reader)
    async with serving(answer(*FRAMES)) as server:
        for _ in range(3):
            await gathered(reader.stream(hello(server.base_url)))
    assert child(reader) == pid
    assert (len(server.asked), server.connections) == (3, 1)


async def test_streams_side_by_side_do_not_mix(reader: ReaderProcess) -> None:
    async def script(exchange: Exchange) -> None:
        name = exchange.asked.json["model"].encode()
        await exchange.open()
        await exchange.chunk(*[b"data: %b %d\n\n" % (name, n) for n in range(200)])
        await exchange.close()

    async with serving(script) as server:
        streams = [reader.stream(hello(server.base_url, model=name)) for name in "abc"]
        for name, signals in zip("abc", await asyncio.gather(*map(gathered, streams)), strict=True):
            whole = b"".join(b"data: %b %d\n\n" % (name.encode(), n) for n in range(200))
            assert raw(signals) == whole


async def test_twenty_thousand_events_flat_out_come_complete(reader: ReaderProcess) -> None:
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    frames = [
        sse({"type": "response.output_text.delta", "sequence_number": n, **place, "delta": f"é{n}"})
        for n in range(20_000)
    ]
    frames.append(b"data: cut")
    chunks = [b"".join(frames[at : at + 97]) for at in range(0, len(frames), 97)]
    async with serving(answer(*chunks)) as server:
        signals = await gathered(reader.stream(hello(server.base_url)))
    got = [frame for part in signals if isinstance(part, Arrived) for frame in part.frames]
    assert [frame.raw for frame in got] == frames
    stamps = [frame.at_ns for frame in got]
    assert stamps == sorted(stamps)


async def test_an_app_that_takes_nothing_does_not_hold_up_the_reading(
    reader: ReaderProcess,
) -> None:
    sent = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        for _ in range(100):
            await exchange.chunk(b"data: %b\n\n" % (b"x" * 100_000))
        await exchange.close()
        sent.set()

    async with serving(script) as server, aclosing(reader.stream(hello(server.base_url))) as stream:
        assert isinstance(await anext(stream), Started)
        await sent.wait()  # 10 MB went out although nobody asks the stream for more
        assert len(raw(await gathered(stream))) == 100 * 100_008


async def test_stop_is_a_disconnect_for_the_server_and_the_last_signal(
    reader: ReaderProcess,
) -> None:
    held = Held()
    async with serving(held) as server:
        signals = []
        async for signal_ in reader.stream(hello(server.base_url)):
            signals.append(signal_)
            if isinstance(signal_, Arrived):
                reader.stop()
        await held.gone.wait()
    assert b"".join(FRAMES[:3]).startswith(raw(signals))
    assert ended(signals).end is End.STOPPED


async def test_closing_the_iterator_is_a_disconnect_for_the_server(reader: ReaderProcess) -> None:
    held = Held()
    async with serving(held) as server:
        async with aclosing(reader.stream(hello(server.base_url))) as stream:
            async for signal_ in stream:
                if isinstance(signal_, Arrived):
                    break
        await held.gone.wait()
        assert ended(await gathered(reader.stream(hello("http://127.0.0.1:1")))).problem


async def test_stop_without_a_stream_changes_nothing(reader: ReaderProcess) -> None:
    reader.stop()
    async with serving(answer(*FRAMES)) as server:
        assert ended(await gathered(reader.stream(hello(server.base_url)))).end is End.EOF


async def test_a_child_that_dies_is_told_and_replaced(reader: ReaderProcess) -> None:
    held = Held()
    first = child(reader)
    async with serving(held) as server:
        signals = []
        async for signal_ in reader.stream(hello(server.base_url)):
            signals.append(signal_)
            if isinstance(signal_, Arrived):
                os.kill(first, signal.SIGKILL)
        await held.gone.wait()
    assert b"".join(FRAMES[:3]).startswith(raw(signals))
    found = ended(signals).problem
    assert found
    assert ended(signals).end is End.BROKEN
    assert (found.kind, found.retryable) == ("reader died", True)
    assert "signal 9" in found.message
    async with serving(answer(*FRAMES)) as server:
        assert raw(await gathered(reader.stream(hello(server.base_url)))) == b"".join(FRAMES)
    assert child(reader) != first


async def test_a_child_that_died_between_two_streams_is_replaced(reader: ReaderProcess) -> None:
    first = child(reader)
    os.kill(first, signal.SIGKILL)
    async with serving(answer(*FRAMES)) as server:
        signals = await gathered(reader.stream(hello(server.base_url)))
        if ended(signals).end is End.BROKEN:  # its death was not yet known
            signals = await gathered(reader.stream(hello(server.base_url)))
    assert isinstance(signals[0], Started)
    assert raw(signals) == b"".join(FRAMES)
    assert child(reader) != first


async def test_ctrl_c_in_the_terminal_does_not_end_the_child(reader: ReaderProcess) -> None:
    async with serving(answer(*FRAMES)) as server:
        await gathered(reader.stream(hello(server.base_url)))  # it is there, not just starting
        os.kill(child(reader), signal.SIGINT)
        assert ended(await gathered(reader.stream(hello(server.base_url)))).end is End.EOF


async def test_the_child_ends_when_its_stdin_does() -> None:
    held = Held()
    reader = ReaderProcess()
    await reader.start()
    pid = child(reader)
    async with serving(held) as server:
        async with aclosing(reader.stream(hello(server.base_url))) as stream:
            async for signal_ in stream:
                if isinstance(signal_, Arrived):
                    break
            await reader.aclose()
        await held.gone.wait()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert reader.pid is None


async def test_nothing_where_the_app_was_started_stands_before_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("openai", "json", "signal", "ppchat"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    async with ReaderProcess() as reader, serving(answer(*FRAMES)) as server:
        assert ended(await gathered(reader.stream(hello(server.base_url)))).end is End.EOF


def known_of(pid: int) -> bytes:
    """What anyone may see of a process, where the system shows it."""
    folder = Path(f"/proc/{pid}")
    if not folder.exists():
        return b""
    return (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()


async def test_no_key_is_in_the_arguments_or_the_environment_of_the_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hidden")
    async with ReaderProcess() as reader, serving(answer(*FRAMES)) as server:
        await gathered(reader.stream(hello(server.base_url), Secret("sk-hidden")))
        assert b"sk-hidden" not in known_of(child(reader))
    assert server.asked[0].headers["authorization"] == "Bearer sk-hidden"


async def test_a_child_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    async with ReaderProcess() as reader:
        signals = await gathered(reader.stream(hello("http://127.0.0.1:1/v1")))
    assert isinstance(signals[0], Started)
    found = ended(signals).problem
    assert found
    assert found.kind == "reader died"
