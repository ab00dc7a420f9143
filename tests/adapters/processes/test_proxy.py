"""The proxy in a process of its own, between a real client and a real server."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from openai import APIError, AsyncOpenAI

from ppchat.adapters.processes.messages import Ask
from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.adapters.server.server import serve
from ppchat.core.stream.signals import End, Ended, Request, Signal
from ppchat.demo.recordings import recordings
from tests.support.loopback import Exchange, answer, ended, raw, serving, text_stream

HELLO = text_stream("Hel", "lo", " you")
KEY = "sk-" + "k" * 40


class Passed:
    """What a proxy told, stream by stream."""

    def __init__(self, proxy: ProxyProcess) -> None:
        self.proxy = proxy
        self.requests: dict[int, Request] = {}
        self.signals: dict[int, list[Signal]] = {}
        self._came = asyncio.Condition()
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for number, message in self.proxy.messages():
            async with self._came:
                if isinstance(message, Ask):
                    assert message.key is None
                    self.requests[number] = message.request
                    self.signals[number] = []
                else:
                    self.signals[number].append(message)
                self._came.notify_all()

    async def until_ended(self, count: int = 1) -> list[list[Signal]]:
        """The signals of the streams once so many have ended."""
        async with self._came:
            await self._came.wait_for(lambda: self._ended() >= count)
        return list(self.signals.values())

    def _ended(self) -> int:
        return sum(isinstance(each[-1], Ended) for each in self.signals.values() if each)


@asynccontextmanager
async def passing(target: str) -> AsyncIterator[Passed]:
    passed = Passed(ProxyProcess(target))
    try:
        yield passed
    finally:
        await passed.proxy.aclose()
        await passed.task


def client_of(proxy: ProxyProcess) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=proxy.base_url, api_key=KEY, max_retries=0, timeout=60)


async def asked(proxy: ProxyProcess, prompt: str) -> bytes:
    """The bytes of the answer."""
    async with (
        client_of(proxy) as client,
        client.responses.with_streaming_response.create(
            model="m", input=prompt, stream=True
        ) as response,
    ):
        return b"".join([chunk async for chunk in response.iter_bytes()])


async def test_bytes_pass_unchanged_and_are_told_without_the_key() -> None:
    odd = [b"data: \xff\r\n\r\n: hi\n\nda", b"ta: 2\r\r", *HELLO]
    async with serving(answer(*odd)) as target, passing(target.base_url) as passed:
        assert await asked(passed.proxy, f"my key is {KEY}") == b"".join(odd)
        assert target.asked[0].headers["authorization"] == f"Bearer {KEY}"
        assert KEY in target.asked[0].body.decode()
        (signals,) = await passed.until_ended()
        assert raw(signals) == b"".join(odd)
        assert ended(signals).end is End.EOF
        (request,) = passed.requests.values()
        assert (request.model, request.base_url) == ("m", target.base_url)
        assert KEY not in repr((request, signals))


async def test_two_streams_at_once() -> None:
    both = asyncio.Barrier(2)

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(HELLO[0])
        await both.wait()
        await exchange.chunk(*text_stream(exchange.asked.json["input"])[1:])
        await exchange.close()

    async with serving(script) as target, passing(target.base_url) as passed:
        got = await asyncio.gather(*(asked(passed.proxy, name) for name in ("one", "two")))
        streams = await passed.until_ended(2)
        names = [str(request.body["input"]) for request in passed.requests.values()]
        assert sorted(names) == ["one", "two"]
        answers = dict(zip(("one", "two"), got, strict=True))
        assert [raw(signals) for signals in streams] == [answers[name] for name in names]


async def test_the_openai_client_reads_the_demo_through_it() -> None:
    async with (
        await serve(recordings(), speed=0) as target,
        passing(target.base_url) as passed,
        client_of(passed.proxy) as client,
    ):
        stream = await client.responses.create(model="m", input="weather", stream=True)
        events = [event async for event in stream]
        (signals,) = await passed.until_ended()
        assert raw(signals).count(b"\n\n") == len(events)
        assert [model.id async for model in client.models.list()] == ["ppchat-demo"]
        assert len(passed.requests) == 1  # what asks for no stream is not told


async def begin(exchange: Exchange) -> None:
    """A stream that begins and goes on for as long as its client stays."""
    await exchange.open()
    await exchange.chunk(HELLO[0])
    await exchange.gone()
    exchange.writer.close()


async def test_a_client_that_vanishes() -> None:
    async with (
        serving(begin) as target,
        passing(target.base_url) as passed,
        client_of(passed.proxy) as client,
    ):
        stream = await client.responses.create(model="m", input="x", stream=True)
        await anext(aiter(stream))
        await stream.close()
        (signals,) = await passed.until_ended()
        assert ended(signals).end is End.STOPPED
        assert raw(signals) == HELLO[0]


async def test_closing_it_breaks_off_what_runs() -> None:
    async with serving(begin) as target, passing(target.base_url) as passed:
        async with client_of(passed.proxy) as client:
            stream = await client.responses.create(model="m", input="x", stream=True)
            await anext(aiter(stream))
            pid = passed.proxy.pid
            assert pid
            await passed.proxy.aclose()
            with pytest.raises(APIError, match="Connection"):
                [event async for event in stream]
        (signals,) = await passed.until_ended()
        assert ended(signals).end is End.STOPPED
        await passed.task
        assert passed.proxy.pid is None
        assert passed.proxy.problem is None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_process_that_dies_is_told_and_another_may_begin() -> None:
    async with serving(begin) as target, passing(target.base_url) as passed:
        async with client_of(passed.proxy) as client:
            stream = await client.responses.create(model="m", input="x", stream=True)
            await anext(aiter(stream))
            assert passed.proxy.pid
            os.kill(passed.proxy.pid, signal.SIGKILL)
            (signals,) = await passed.until_ended()
        end = ended(signals)
        assert end.end is End.BROKEN
        assert end.problem
        assert "signal 9" in end.problem.message
        await passed.task
        assert passed.proxy.problem == end.problem
        with pytest.raises(APIError, match="Connection"):
            await asked(passed.proxy, "x")
        another = Passed(passed.proxy.another())
        assert another.proxy.base_url == passed.proxy.base_url
        async with client_of(another.proxy) as client:
            stream = await client.responses.create(model="m", input="x", stream=True)
            await anext(aiter(stream))
        await another.proxy.aclose()
        await another.task


async def test_who_asks_before_it_has_started_is_answered() -> None:
    async with serving(answer(*HELLO)) as target:
        proxy = ProxyProcess(target.base_url)
        asking = asyncio.create_task(asked(proxy, "x"))
        passed = Passed(proxy)
        assert await asking == b"".join(HELLO)
        await proxy.aclose()
        await passed.task


async def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        ProxyProcess("http://127.0.0.1:9/v1", port=taken.getsockname()[1])


async def test_closed_before_it_began() -> None:
    proxy = ProxyProcess("http://127.0.0.1:9/v1")
    await proxy.aclose()
    with socket.create_server(("127.0.0.1", proxy.port)):
        pass


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
        await reader.read()
        writer.close()
