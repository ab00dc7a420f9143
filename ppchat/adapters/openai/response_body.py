"""Reads the body of a response as far as that is due: what it is, its start, what trails it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Final

import httpx2

from ppchat.adapters.openai.client import BODY_LIMIT, BODY_TIMEOUT_S, is_compressed
from ppchat.core.stream.json_lines import LineSplitter
from ppchat.core.stream.sniff import EVENT_STREAM, StreamSniffer, media_type
from ppchat.core.stream.sse import FrameSplitter

_GRACE_S: Final = 2.0
"""How long a server may take to close a stream after its terminal event."""


async def sniff_body(
    response: httpx2.Response, chunks: AsyncIterator[bytes], *, resumed: bool
) -> tuple[FrameSplitter | LineSplitter | None, bytes | None]:
    """What splits the body, if it is a stream, and the bytes read to find out.

    An empty body is not a stream, unless `resumed`: then there was nothing left to send.
    """
    if is_compressed(response):
        return None, None
    content_type = response.headers.get("content-type", "")
    head = await anext(chunks, None)
    if media_type(content_type) == EVENT_STREAM:
        return (None if head is None and not resumed else FrameSplitter()), head
    sniffer, chunk = StreamSniffer(content_type), head
    while chunk is not None:
        is_stream = sniffer.feed(chunk)
        if is_stream:
            return sniffer.splitter(), bytes(sniffer.head)
        if is_stream is not None:
            return None, bytes(sniffer.head) + await read_start(chunks, BODY_LIMIT)
        chunk = await _next_chunk(chunks) if sniffer.may_be_lines else await anext(chunks, None)
    return None, bytes(sniffer.head)


async def _next_chunk(chunks: AsyncIterator[bytes]) -> bytes | None:
    """A chunk of a body that may be an error, whose server may leave the connection open."""
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            return await anext(chunks, None)
    except (TimeoutError, httpx2.TransportError):
        return None


async def read_start(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    """The first bytes of a body, as far as they arrive before the timeout."""
    body = b""
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            async for chunk in chunks:
                body += chunk
                if len(body) >= limit:
                    break
    except (TimeoutError, httpx2.TransportError):
        pass  # the start of the body is enough
    return body


async def read_trailing(chunks: AsyncIterator[bytes], terminal_ns: int) -> bytes | None:
    """A chunk after the terminal event; None at the end or after the grace period."""
    left_s = _GRACE_S - (time.monotonic_ns() - terminal_ns) / 1e9
    try:
        async with asyncio.timeout(left_s):
            return await anext(chunks, None)
    except TimeoutError:
        return None
