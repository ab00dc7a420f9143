"""A body is read as far as it takes to know what it is, and no further."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from ppchat.adapters.openai.response_body import read_start, read_trailing, sniff_body
from ppchat.core.stream.json_lines import LineSplitter
from ppchat.core.stream.sse import FrameSplitter


class Chunks:
    """The chunks of a body; it counts those that were read."""

    def __init__(self, *chunks: bytes, breaks: bool = False) -> None:
        self.read = 0
        self._chunks = chunks
        self._breaks = breaks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            self.read += 1
            yield chunk
        if self._breaks:
            raise httpx2.ReadError("the connection broke")


def head(**headers: str) -> httpx2.Response:
    return httpx2.Response(
        200, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


@pytest.mark.parametrize(
    ("media", "chunks", "splitter"),
    [
        ("text/event-stream", [b"data: 1\n\n", b"data: 2\n\n"], FrameSplitter),
        ("text/plain", [b"data: 1\n\n", b"data: 2\n\n"], FrameSplitter),
        ("application/x-ndjson", [b'{"a": 1}\n', b'{"a": 2}\n'], LineSplitter),
    ],
)
async def test_a_stream_is_known_by_its_first_chunk(
    media: str, chunks: list[bytes], splitter: type
) -> None:
    body = Chunks(*chunks)
    splitting, start = await sniff_body(head(content_type=media), aiter(body), resumed=False)
    assert type(splitting) is splitter
    assert (start, body.read) == (chunks[0], 1)


async def test_what_is_no_stream_is_read_for_its_message() -> None:
    body = Chunks(b"<html>", b"no", b"</html>", breaks=True)
    assert await sniff_body(head(content_type="text/html"), aiter(body), resumed=False) == (
        None,
        b"<html>no</html>",
    )


async def test_a_single_json_text_is_no_stream() -> None:
    body = Chunks(b'{"error": ', b'"no"}')
    answer = await sniff_body(head(content_type="application/json"), aiter(body), resumed=False)
    assert answer == (None, b'{"error": "no"}')


@pytest.mark.parametrize("resumed", [False, True])
async def test_an_empty_stream_is_one_only_if_it_is_resumed(resumed: bool) -> None:
    response = head(content_type="text/event-stream")
    splitter, start = await sniff_body(response, aiter(Chunks()), resumed=resumed)
    assert (splitter is not None, start) == (resumed, None)


async def test_what_cannot_be_unpacked_is_not_read() -> None:
    body = Chunks(b"\x1f\x8b")
    response = head(content_type="text/event-stream", content_encoding="odd")
    assert await sniff_body(response, aiter(body), resumed=False) == (None, None)
    assert body.read == 0


async def test_the_start_of_a_body_ends_at_the_limit() -> None:
    body = Chunks(b"12345", b"67890", b"more")
    assert await read_start(aiter(body), 8) == b"1234567890"
    assert body.read == 2


async def test_nothing_is_waited_for_long_after_the_last_event() -> None:
    class Endless:
        async def __aiter__(self) -> AsyncIterator[bytes]:
            await asyncio.Event().wait()
            yield b""

    assert await read_trailing(aiter(Endless()), terminal_ns=0) is None
