"""A first request that is none: it loads what real ones need, so that no time contains that."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from openai import APIConnectionError

from ppchat.adapters.openai.client import make_client
from ppchat.adapters.openai.sender import send_request
from ppchat.core.chat.conversation import build_request
from ppchat.core.dialects.dialect import Dialect

_EMPTY_STREAM: Final = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    b"3\r\n:\n\n\r\n0\r\n\r\n"
)


async def warm_up(dialect: Dialect) -> None:
    """Make one request of a dialect to a server in this process.

    It takes the way of a real request down to the socket: what is imported, compiled or cached
    on first use, is part of no measured time. Without a loopback interface it does nothing.
    """
    with suppress(OSError, APIConnectionError):
        await asyncio.get_running_loop().getaddrinfo("localhost", 0)  # starts a thread
        server = await asyncio.start_server(_answer_once, "127.0.0.1")
        async with server:
            base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            request = build_request((), "", model="", base_url=base_url, dialect=dialect).request
            client = make_client(base_url, None)
            async with client, send_request(client, request) as response:
                async for _ in response.http_response.aiter_raw():
                    pass


async def _answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer a request with an empty event stream."""
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_EMPTY_STREAM)
        await writer.drain()
    except (asyncio.IncompleteReadError, OSError):
        pass
    finally:
        writer.close()
