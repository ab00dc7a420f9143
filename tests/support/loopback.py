"""What tests share: a small loopback server that answers exactly the bytes it is told to."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ppchat.core.stream.signals import Arrived, Ended, Opened, Request, Signal, Source


@dataclass
class Asked:
    """A request as it came to the server."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Exchange:
    """One request, and what a script can do about it."""

    asked: Asked
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, *parts: bytes) -> None:
        """Send bytes as they are, each part in a write of its own."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()

    async def chunk(self, *parts: bytes) -> None:
        """Send parts of a chunked body."""
        for part in parts:
            await self.send(b"%x\r\n%b\r\n" % (len(part), part))

    async def open(self, status: str = "200 OK", **headers: str) -> None:
        """Send the head of a chunked answer, an event stream unless headers say otherwise."""
        named = {"content-type": "text/event-stream"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
        await self.send(f"HTTP/1.1 {status}\r\n{lines}transfer-encoding: chunked\r\n\r\n".encode())

    async def close(self) -> None:
        """Send the end of a chunked body."""
        await self.send(b"0\r\n\r\n")

    async def gone(self) -> None:
        """Wait until the client has closed the connection."""
        while await self.reader.read(65536):
            pass


Script = Callable[[Exchange], Awaitable[None]]


@dataclass
class Server:
    """A running server: what it was asked, and where."""

    base_url: str
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[Server]:
    """A loopback server that lets `script` answer each request. A script's failure is raised."""
    tasks: set[asyncio.Task[None]] = set()
    failures: list[BaseException] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        running.connections += 1
        try:
            while (asked := await _request(reader)) is not None:
                running.asked.append(asked)
                await script(Exchange(asked, reader, writer))
                if writer.is_closing():
                    return
        except (ConnectionError, asyncio.CancelledError):
            pass
        except BaseException as error:
            failures.append(error)
        finally:
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    running = Server(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
    try:
        yield running
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
    if failures:
        raise failures[0]


async def _request(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, target, headers, body)


def answer(*frames: bytes, status: str = "200 OK", **headers: str) -> Script:
    """A script that answers these chunks to whoever asks."""

    async def script(exchange: Exchange) -> None:
        await exchange.open(status, **headers)
        await exchange.chunk(*frames)
        await exchange.close()

    return script


def verbatim(*parts: bytes) -> Script:
    """A script that sends these bytes, HTTP or not, and closes the connection."""

    async def script(exchange: Exchange) -> None:
        await exchange.send(*parts)
        exchange.writer.close()

    return script


def sse(data: Mapping[str, Any] | str) -> bytes:
    """A frame as most servers write it."""
    if isinstance(data, str):
        return f"data: {data}\n\n".encode()
    return f"event: {data['type']}\ndata: {json.dumps(data)}\n\n".encode()


def text_stream(*pieces: str, status: str = "completed") -> list[bytes]:
    """The frames of an answer that brings these pieces of text."""
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    text = "".join(pieces)
    part = {"type": "output_text", "text": text, "annotations": []}
    whole = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
    response = {"id": "resp_1", "object": "response", "model": "m", "output": []}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": response | {"status": "in_progress"}},
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": whole | {"status": "in_progress", "content": []},
        },
        {"type": "response.content_part.added", **place, "part": part | {"text": ""}},
        *({"type": "response.output_text.delta", **place, "delta": piece} for piece in pieces),
        {"type": "response.output_text.done", **place, "text": text},
        {
            "type": "response.output_item.done",
            "output_index": 0,
            "item": whole | {"content": [part]},
        },
        {
            "type": f"response.{status}",
            "response": response | {"status": status, "output": [whole | {"content": [part]}]},
        },
    ]
    return [sse(event | {"sequence_number": n}) for n, event in enumerate(events)]


def hello(base_url: str, **fields: Any) -> Request:
    """A request for a short answer."""
    body = {"model": "m", "input": [{"role": "user", "content": "hello"}]}
    return Request(body | fields, base_url)


async def gathered(source: Source) -> list[Signal]:
    """All signals of a source."""
    return [signal async for signal in source]


def raw(signals: Sequence[Signal]) -> bytes:
    """The bytes of all frames."""
    return b"".join(
        frame.raw for signal in signals if isinstance(signal, Arrived) for frame in signal.frames
    )


def ended(signals: Sequence[Signal]) -> Ended:
    """The last signal, which must be the only one of its kind."""
    assert [signal for signal in signals if isinstance(signal, Ended)] == [signals[-1]]
    assert isinstance(signals[-1], Ended)
    return signals[-1]


def opened(signals: Sequence[Signal]) -> Opened:
    """The one signal that tells of the response's head."""
    (signal,) = (signal for signal in signals if isinstance(signal, Opened))
    return signal


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program that was run ended, and what it printed."""

    code: int
    out: str
    err: str


def command(*arguments: str) -> tuple[str, ...]:
    """The command line of ppchat in this interpreter."""
    return (sys.executable, "-m", "ppchat", *arguments)


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment in which nothing is configured and everything is kept under `home`."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return (
        kept | {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)} | more
    )


async def ran(*arguments: str, home: Path, stdin: bytes = b"", **more: str) -> Ran:
    """Run ppchat to its end."""
    process = await asyncio.create_subprocess_exec(
        *command(*arguments), stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment(home, **more)
    )
    out, err = await process.communicate(stdin)
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())
