"""A loopback server that answers with exactly the given bytes, and helpers for signals."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ppchat.core.stream.signals import Arrived, Ended, Opened, Request, Signal, Source


@dataclass
class ReceivedRequest:
    """A request as the server received it."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Exchange:
    """One request, and the ways to answer it."""

    request: ReceivedRequest
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, *parts: bytes) -> None:
        """Send raw bytes, each part in a separate write."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()

    async def chunk(self, *parts: bytes) -> None:
        """Send parts of a chunked body."""
        for part in parts:
            await self.send(b"%x\r\n%b\r\n" % (len(part), part))

    async def open(self, status: str = "200 OK", **headers: str) -> None:
        """Send the head of a chunked response, by default an event stream."""
        all_headers = {"content-type": "text/event-stream"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in all_headers.items() if value)
        await self.send(f"HTTP/1.1 {status}\r\n{lines}transfer-encoding: chunked\r\n\r\n".encode())

    async def close(self) -> None:
        """Send the end of a chunked body."""
        await self.send(b"0\r\n\r\n")

    async def wait_for_disconnect(self) -> None:
        """Wait until the client closes the connection, or resets it with bytes left to read."""
        with suppress(ConnectionError):
            while await self.reader.read(65536):
                pass


Script = Callable[[Exchange], Awaitable[None]]


@dataclass
class Server:
    """A running server, and the requests it received."""

    base_url: str
    requests: list[ReceivedRequest] = field(default_factory=list)
    connections: int = 0


@asynccontextmanager
async def scripted_server(script: Script) -> AsyncIterator[Server]:
    """A loopback server that answers each request with `script`, whose exceptions it raises."""
    tasks: set[asyncio.Task[None]] = set()
    failures: list[BaseException] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        running.connections += 1
        try:
            while (request := await _read_request(reader)) is not None:
                running.requests.append(request)
                await script(Exchange(request, reader, writer))
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


async def _read_request(reader: asyncio.StreamReader) -> ReceivedRequest | None:
    """The next request; None where the connection ends before it or within it."""
    try:
        return await _read_whole_request(reader)
    except asyncio.IncompleteReadError:
        return None


async def _read_whole_request(reader: asyncio.StreamReader) -> ReceivedRequest:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return ReceivedRequest(method, target, headers, body)


def answer(*frames: bytes, status: str = "200 OK", **headers: str) -> Script:
    """A script that answers every request with these chunks."""

    async def script(exchange: Exchange) -> None:
        await exchange.open(status, **headers)
        await exchange.chunk(*frames)
        await exchange.close()

    return script


def raw_answer(*parts: bytes) -> Script:
    """A script that sends these bytes, HTTP or not, and closes the connection."""

    async def script(exchange: Exchange) -> None:
        await exchange.send(*parts)
        exchange.writer.close()

    return script


def sse_frame(data: Mapping[str, Any] | str) -> bytes:
    """A frame in the form most servers use."""
    if isinstance(data, str):
        return f"data: {data}\n\n".encode()
    return f"event: {data['type']}\ndata: {json.dumps(data)}\n\n".encode()


def text_stream(*pieces: str, status: str = "completed") -> list[bytes]:
    """The frames of a response that streams these pieces of text."""
    location = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    text = "".join(pieces)
    part = {"type": "output_text", "text": text, "annotations": []}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
    response = {"id": "resp_1", "object": "response", "model": "m", "output": []}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": response | {"status": "in_progress"}},
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": message | {"status": "in_progress", "content": []},
        },
        {"type": "response.content_part.added", **location, "part": part | {"text": ""}},
        *({"type": "response.output_text.delta", **location, "delta": piece} for piece in pieces),
        {"type": "response.output_text.done", **location, "text": text},
        {
            "type": "response.output_item.done",
            "output_index": 0,
            "item": message | {"content": [part]},
        },
        {
            "type": f"response.{status}",
            "response": response | {"status": status, "output": [message | {"content": [part]}]},
        },
    ]
    return [sse_frame(event | {"sequence_number": n}) for n, event in enumerate(events)]


def hello_request(base_url: str, **fields: Any) -> Request:
    """A simple request."""
    body = {"model": "m", "input": [{"role": "user", "content": "hello"}]}
    return Request(body | fields, base_url)


async def collect(source: Source) -> list[Signal]:
    """All signals of a source."""
    return [signal async for signal in source]


def raw_bytes(signals: Sequence[Signal]) -> bytes:
    """The bytes of all frames."""
    return b"".join(
        frame.raw for signal in signals if isinstance(signal, Arrived) for frame in signal.frames
    )


def ended_signal(signals: Sequence[Signal]) -> Ended:
    """The last signal, which must be the only `Ended`."""
    assert [signal for signal in signals if isinstance(signal, Ended)] == [signals[-1]]
    assert isinstance(signals[-1], Ended)
    return signals[-1]


def opened_signal(signals: Sequence[Signal]) -> Opened:
    """The only `Opened` signal."""
    (signal,) = (signal for signal in signals if isinstance(signal, Opened))
    return signal


@dataclass(frozen=True, slots=True)
class ProgramResult:
    """The exit code and output of a program."""

    code: int
    out: str
    err: str


def ppchat_command(*arguments: str) -> tuple[str, ...]:
    """The command line of ppchat in this interpreter."""
    return (sys.executable, "-m", "ppchat", *arguments)


def isolated_environment(home: Path, **more: str) -> dict[str, str]:
    """An environment without configuration, whose files are all under `home`."""
    inherited = {
        name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ
    }
    return (
        inherited
        | {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)}
        | more
    )


async def run_ppchat(*arguments: str, home: Path, stdin: bytes = b"", **more: str) -> ProgramResult:
    """Run ppchat until it exits."""
    process = await asyncio.create_subprocess_exec(
        *ppchat_command(*arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=isolated_environment(home, **more),
    )
    out, err = await process.communicate(stdin)
    assert process.returncode is not None
    return ProgramResult(process.returncode, out.decode(), err.decode())
