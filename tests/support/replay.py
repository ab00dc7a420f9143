"""A server of recordings, and the requests that tests send to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from openai import AsyncOpenAI

from ppchat.adapters.server.server import Server
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Started
from ppchat.core.stream.sse import Frame
from tests.support.loopback import text_stream

HELLO: Final = text_stream("Hel", "lo", " you")


def build_entry(
    *frames: bytes, end: End = End.EOF, every_ns: int = 0
) -> tuple[Recording, Metadata]:
    """A recording to serve, with these frames at an even pace."""
    recording = Recording(Request({"model": "m", "input": "hello"}, ""))
    recording.apply(Started(0))
    recording.apply(Opened(0, 200))
    recording.apply(Arrived(tuple(Frame(raw, n * every_ns) for n, raw in enumerate(frames))))
    recording.apply(Ended(len(frames) * every_ns, end))
    return recording, Metadata()


@asynccontextmanager
async def connected_client(server: Server) -> AsyncIterator[AsyncOpenAI]:
    """A client of the server."""
    async with AsyncOpenAI(
        base_url=server.base_url, api_key="none", max_retries=0, timeout=60
    ) as client:
        yield client


async def send(server: Server, sent: bytes) -> bytes:
    """Send bytes, and read until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(sent)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def post(body: bytes, *headers: str) -> bytes:
    """A request for a response, after which the connection is closed."""
    lines = ["POST /v1/responses HTTP/1.1", "host: localhost", "content-type: application/json"]
    lines += [f"content-length: {len(body)}", "connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


STREAMED: Final = post(b'{"model":"m","input":"x","stream":true}')
