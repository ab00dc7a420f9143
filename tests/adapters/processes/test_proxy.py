"""The proxy process, between a real client and a real server."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from openai import APIError, AsyncOpenAI

from ppchat.adapters.processes.messages import AskMessage, PlainMessage
from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.adapters.server.server import serve
from ppchat.core.stream.signals import End, Ended, Request, Signal
from ppchat.demo.recordings import recordings
from tests.support.loopback import (
    Exchange,
    answer,
    ended_signal,
    raw_bytes,
    scripted_server,
    text_stream,
)

HELLO = text_stream("Hel", "lo", " you")
KEY = "sk-" + "k" * 40


class SignalLog:
    """The messages of a proxy, stream by stream."""

    def __init__(self, proxy: ProxyProcess) -> None:
        self.proxy = proxy
        self.requests: dict[int, Request] = {}
        self.signals: dict[int, list[Signal]] = {}
        self._changed = asyncio.Condition()
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for number, message in self.proxy.messages():
            async with self._changed:
                if isinstance(message, AskMessage):
                    assert message.key is None
                    self.requests[number] = message.request
                    self.signals[number] = []
                elif not isinstance(message, PlainMessage):
                    self.signals[number].append(message)
                self._changed.notify_all()

    async def until_ended(self, count: int = 1) -> list[list[Signal]]:
        """The signals of the streams once `count` of them have ended."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._ended_count() >= count)
        return list(self.signals.values())

    def _ended_count(self) -> int:
        return sum(isinstance(signals[-1], Ended) for signals in self.signals.values() if signals)


@asynccontextmanager
async def running_proxy(target: str) -> AsyncIterator[SignalLog]:
    log = SignalLog(ProxyProcess(target))
    try:
        yield log
    finally:
        await log.proxy.aclose()
        await log.task


def client_of(proxy: ProxyProcess) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=proxy.base_url, api_key=KEY, max_retries=0, timeout=60)


async def ask(proxy: ProxyProcess, prompt: str) -> bytes:
    """The bytes of the answer to `prompt`."""
    async with (
        client_of(proxy) as client,
        client.responses.with_streaming_response.create(
            model="m", input=prompt, stream=True
        ) as response,
    ):
        return b"".join([chunk async for chunk in response.iter_bytes()])


async def test_bytes_pass_unchanged_and_are_reported_without_the_key() -> None:
    odd = [b"data: \xff\r\n\r\n: hi\n\nda", b"ta: 2\r\r", *HELLO]
    async with scripted_server(answer(*odd)) as target, running_proxy(target.base_url) as log:
        assert await ask(log.proxy, f"my key is {KEY}") == b"".join(odd)
        assert target.requests[0].headers["authorization"] == f"Bearer {KEY}"
        assert KEY in target.requests[0].body.decode()
        (signals,) = await log.until_ended()
        assert raw_bytes(signals) == b"".join(odd)
        assert ended_signal(signals).end is End.EOF
        (request,) = log.requests.values()
        assert (request.model, request.base_url) == ("m", target.base_url)
        assert KEY not in repr((request, signals))


async def test_two_streams_at_once() -> None:
    both = asyncio.Barrier(2)

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(HELLO[0])
        await both.wait()
        await exchange.chunk(*text_stream(exchange.request.json["input"])[1:])
        await exchange.close()

    async with scripted_server(script) as target, running_proxy(target.base_url) as log:
        received = await asyncio.gather(*(ask(log.proxy, name) for name in ("one", "two")))
        streams = await log.until_ended(2)
        names = [str(request.body["input"]) for request in log.requests.values()]
        assert sorted(names) == ["one", "two"]
        answers = dict(zip(("one", "two"), received, strict=True))
        assert [raw_bytes(signals) for signals in streams] == [answers[name] for name in names]


async def test_the_openai_client_reads_the_demo_through_it() -> None:
    async with (
        await serve(recordings(), speed=0) as target,
        running_proxy(target.base_url) as log,
        client_of(log.proxy) as client,
    ):
        stream = await client.responses.create(model="m", input="weather", stream=True)
        events = [event async for event in stream]
        (signals,) = await log.until_ended()
        assert raw_bytes(signals).count(b"\n\n") == len(events)
        assert [model.id async for model in client.models.list()] == ["ppchat-demo"]
        assert len(log.requests) == 1  # a request without a stream is not reported


async def open_stream(exchange: Exchange) -> None:
    """A stream that stays open until the client disconnects."""
    await exchange.open()
    await exchange.chunk(HELLO[0])
    await exchange.wait_for_disconnect()
    exchange.writer.close()


async def test_a_client_that_disconnects() -> None:
    async with (
        scripted_server(open_stream) as target,
        running_proxy(target.base_url) as log,
        client_of(log.proxy) as client,
    ):
        stream = await client.responses.create(model="m", input="x", stream=True)
        await anext(aiter(stream))
        await stream.close()
        (signals,) = await log.until_ended()
        assert ended_signal(signals).end is End.STOPPED
        assert raw_bytes(signals) == HELLO[0]


async def test_closing_it_cuts_off_running_streams() -> None:
    async with scripted_server(open_stream) as target, running_proxy(target.base_url) as log:
        async with client_of(log.proxy) as client:
            stream = await client.responses.create(model="m", input="x", stream=True)
            await anext(aiter(stream))
            pid = log.proxy.pid
            assert pid
            await log.proxy.aclose()
            with pytest.raises(APIError, match="Connection"):
                [event async for event in stream]
        (signals,) = await log.until_ended()
        assert ended_signal(signals).end is End.STOPPED
        await log.task
        assert log.proxy.pid is None
        assert log.proxy.problem is None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_process_that_dies_is_reported_and_can_be_replaced() -> None:
    async with scripted_server(open_stream) as target, running_proxy(target.base_url) as log:
        async with client_of(log.proxy) as client:
            stream = await client.responses.create(model="m", input="x", stream=True)
            await anext(aiter(stream))
            assert log.proxy.pid
            os.kill(log.proxy.pid, signal.SIGKILL)
            (signals,) = await log.until_ended()
        end = ended_signal(signals)
        assert end.end is End.BROKEN
        assert end.problem
        assert "signal 9" in end.problem.message
        await log.task
        assert log.proxy.problem == end.problem
        with pytest.raises(APIError, match="Connection"):
            await ask(log.proxy, "x")
        replacement = SignalLog(log.proxy.replacement())
        assert replacement.proxy.base_url == log.proxy.base_url
        async with client_of(replacement.proxy) as client:
            stream = await client.responses.create(model="m", input="x", stream=True)
            await anext(aiter(stream))
        await replacement.proxy.aclose()
        await replacement.task


async def test_a_request_before_it_has_started_is_answered() -> None:
    async with scripted_server(answer(*HELLO)) as target:
        proxy = ProxyProcess(target.base_url)
        answer_task = asyncio.create_task(ask(proxy, "x"))
        log = SignalLog(proxy)
        assert await answer_task == b"".join(HELLO)
        await proxy.aclose()
        await log.task


async def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        ProxyProcess("http://127.0.0.1:9/v1", port=taken.getsockname()[1])


async def test_closed_before_it_started() -> None:
    proxy = ProxyProcess("http://127.0.0.1:9/v1")
    await proxy.aclose()
    with socket.create_server(("127.0.0.1", proxy.port)) as successor:
        assert successor.getsockname()[1] == proxy.port


@pytest.mark.parametrize("turns", [0, 1, 2])
async def test_closed_while_it_is_starting(turns: int) -> None:
    log = SignalLog(ProxyProcess("http://127.0.0.1:9/v1"))
    for _ in range(turns):
        await asyncio.sleep(0)
    await log.proxy.aclose()
    await log.task
    assert log.proxy.pid is None
    assert log.proxy.problem is None


async def test_it_ends_with_its_parent() -> None:
    code = (
        "import asyncio, os\n"
        "from ppchat.adapters.processes.proxy import ProxyProcess\n"
        "async def main():\n"
        "    proxy = ProxyProcess('http://127.0.0.1:9/v1')\n"
        "    async def read():\n"
        "        async for _ in proxy.messages(): pass\n"
        "    task = asyncio.create_task(read())\n"
        "    reader, writer = await asyncio.open_connection('127.0.0.1', proxy.port)\n"
        "    writer.write(b'GET /v1 HTTP/1.1\\r\\nhost: 127.0.0.1\\r\\n\\r\\n')\n"
        "    await reader.read(1)\n"
        "    print(proxy.port, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout
    port = int(await parent.stdout.read())
    await parent.wait()
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            break
        with suppress(ConnectionResetError):  # accepted, but never served
            await reader.read()
        writer.close()
