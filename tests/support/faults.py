"""Misbehaving servers, each selected by its name as the prompt."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from tests.support.loopback import (
    Exchange,
    Script,
    Server,
    answer,
    raw_answer,
    scripted_server,
    sse_frame,
    text_stream,
)

EVIL: Final = (
    "\x1b]52;c;RVZJTA==\x07\x1b]0;EVIL\x07\x9b31m\x1b[31m\u202e[/foo][@click=app.quit]x[/]"
)
"""Text that must never reach the terminal unsanitized, or be parsed as markup."""
ESCAPES: Final = (b"\x1b]52", b"\x1b]0;EVIL", b"\x07", b"\xc2\x9b", b"\xe2\x80\xae")

FRAMES: Final = text_stream("Sure", "!")
FIRST_FRAMES: Final = FRAMES[:4]


def refusal(status: str, message: str, code: str = "x", **headers: str) -> Script:
    """An error in OpenAI's format."""
    body = json.dumps({"error": {"message": message, "code": code, "param": None}}).encode()
    return answer(body, status=status, content_type="application/json", **headers)


def with_frames(*frames: bytes) -> Script:
    """A good answer with these frames in the middle."""
    return answer(*FIRST_FRAMES, *frames, *FRAMES[4:])


def delta(text: str, **fields: Any) -> bytes:
    location = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    return sse_frame({"type": "response.output_text.delta", **location, "delta": text, **fields})


def terminal_event(status: str, /, **response: Any) -> bytes:
    return sse_frame({"type": f"response.{status}", "response": response})


async def _cut(exchange: Exchange) -> None:
    await exchange.open()
    await exchange.chunk(*FIRST_FRAMES)
    exchange.writer.close()


async def _reset(exchange: Exchange) -> None:
    await exchange.open()
    await exchange.chunk(*FIRST_FRAMES)
    exchange.writer.transport.abort()


async def _stall(exchange: Exchange) -> None:
    """Start an answer, then send nothing more."""
    await exchange.open()
    await exchange.chunk(*FIRST_FRAMES)
    await exchange.wait_for_disconnect()


async def _silent(exchange: Exchange) -> None:
    """Take the request, then send nothing at all."""
    await exchange.wait_for_disconnect()


async def _head_stall(exchange: Exchange) -> None:
    """Begin the head of an answer, then send nothing more."""
    await exchange.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/ev")
    await exchange.wait_for_disconnect()


async def _endless_head(exchange: Exchange) -> None:
    """Send header fields without end."""
    await exchange.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await exchange.send(b"x-more: of it\r\n" * 100)


async def _early_hints(exchange: Exchange) -> None:
    """Announce an answer without end, and send none."""
    while True:
        await exchange.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await asyncio.sleep(0.01)


async def _keepalives(exchange: Exchange) -> None:
    """Send comments without end, and no event."""
    await exchange.open()
    while True:
        await exchange.chunk(b": keepalive\n\n")
        await asyncio.sleep(0.01)


async def _endless_frame(exchange: Exchange) -> None:
    """Send an event that does not end."""
    await exchange.open()
    await exchange.chunk(*FIRST_FRAMES, b"data: ")
    while True:
        await exchange.chunk(b"x" * 1000)
        await asyncio.sleep(0.01)


async def _flood(exchange: Exchange) -> None:
    """Send events without end, even after the client has disconnected."""
    await exchange.open()
    await exchange.chunk(*FIRST_FRAMES)
    while True:
        await exchange.chunk(delta("and on "))
        await asyncio.sleep(0)


async def _hundred_thousand(exchange: Exchange) -> None:
    await exchange.open()
    await exchange.chunk(*FRAMES[:3])
    for _ in range(100):
        await exchange.chunk(delta("word ") * 1000)
    await exchange.chunk(terminal_event("completed", status="completed"))
    await exchange.close()


_EVIL_EVERYWHERE: Final = (
    terminal_event("created", id=f"r{EVIL}", model=f"m{EVIL}", status="in_progress"),
    sse_frame({"type": f"response.{EVIL}", "x": EVIL}),
    f"event: {EVIL}\ndata: nope\n\n: {EVIL}\n\n".encode(),
    *(
        sse_frame({"type": "response.output_item.added", "output_index": n, "item": item})
        for n, item in enumerate(
            (
                {"type": EVIL, "id": EVIL, "name": EVIL},
                {"type": "function_call", "id": "f", "name": EVIL},
                {"type": "web_search_call", "id": "w", "action": {"query": EVIL}},
                {"type": "message", "id": "m", "role": "assistant", "content": []},
            )
        )
    ),
    delta(
        f"text {EVIL} &#x202e;\n`{EVIL}`\n```{EVIL}\n{EVIL}\n```\n| {EVIL} |\n|---|\n",
        output_index=3,
    ),
    sse_frame(
        {
            "type": "response.output_text.annotation.added",
            "output_index": 3,
            "content_index": 0,
            "annotation": {
                "type": "url_citation",
                "url": f"https://e.example/{EVIL}",
                "title": EVIL,
            },
        }
    ),
    terminal_event("completed", id="r", status="completed"),
)

_BIG: Final = b'data: {"type":"response.output_text.delta","delta":"%b"}\n\n'

SCRIPTS: Final[Mapping[str, Script]] = {
    "400": refusal("400 Bad Request", "Invalid 'input'."),
    "401": refusal("401 Unauthorized", "Incorrect API key.", x_request_id="req_1"),
    "403": refusal("403 Forbidden", "Country not supported."),
    "404": refusal("404 Not Found", "The model `m` does not exist."),
    "413": answer(
        b"<html><title>413 Request Entity Too Large</title>",
        status="413 x",
        content_type="text/html",
    ),
    "422": answer(b'{"detail":[{"loc":["body","input"],"msg":"required"}]}', status="422 x"),
    "429": refusal("429 x", "Limit 3, used 3.", "rate_limit_exceeded", retry_after="20"),
    "quota": refusal("429 x", "You exceeded your quota.", "insufficient_quota", retry_after="20"),
    "500": refusal("500 x", f"Oops {EVIL}", x_request_id="req_[/foo]", x_should_retry="false"),
    "503": answer(
        b"<!doctype html><title>503 Backend fetch failed</title>",
        status="503 x",
        x_should_retry="false",
    ),
    "json": answer(b'{"id":"x"}', content_type="application/json"),
    "html": answer(b"<!doctype html><title>Sign in</title>", content_type="text/html"),
    "nothing": answer(),
    "closing": raw_answer(b""),
    "redirect": answer(status="307 x", location="https://other.example/v1"),
    "coding": answer(gzip.compress(b"".join(FRAMES)), content_encoding="compress"),
    "half-head": raw_answer(b"HTTP/1.1 200 OK\r\ncontent-ty"),
    "garbage": raw_answer(EVIL.encode() + b" SSH-2.0\r\n\r\n"),
    "bad-header": raw_answer(b"HTTP/1.1 200 \x1b]0;EVIL\x07\r\nx\x1b: y\r\n\r\n"),
    "cut": _cut,
    "reset": _reset,
    "no-end": answer(*FIRST_FRAMES),
    "half-frame": answer(*FIRST_FRAMES, FRAMES[4][:30]),
    "bad-json": with_frames(b"data: {oops\n\n"),
    "null": with_frames(b"data: null\n\n"),
    "list": with_frames(b"data: [1]\n\n"),
    "integer": with_frames(b'data: {"type":"x","n":' + b"9" * 5000 + b"}\n\n"),
    "deep": with_frames(b'data: {"type":"x","n":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n\n"),
    "not-utf8": with_frames(b'data: {"type":"x","y":"\xff\xfe"}\n\n'),
    "error-flat": answer(
        *FIRST_FRAMES, sse_frame({"type": "error", "message": f"over {EVIL}", "code": "busy"})
    ),
    "error-nested": answer(
        *FIRST_FRAMES, sse_frame({"type": "error", "error": {"message": "over", "code": "busy"}})
    ),
    "error-then-done": with_frames(
        sse_frame({"type": "error", "message": "hiccup", "code": "busy"})
    ),
    "failed": answer(
        *FIRST_FRAMES, terminal_event("failed", error={"message": "broke", "code": "server_error"})
    ),
    "too-long": answer(
        *FIRST_FRAMES,
        terminal_event("incomplete", incomplete_details={"reason": "max_output_tokens"}),
    ),
    "filtered": answer(
        *FIRST_FRAMES, terminal_event("incomplete", incomplete_details={"reason": "content_filter"})
    ),
    "odd-reason": answer(
        *FIRST_FRAMES, terminal_event("incomplete", incomplete_details={"reason": EVIL})
    ),
    "declined": answer(
        *FRAMES[:3],
        sse_frame(
            {"type": "response.refusal.delta", "output_index": 0, "delta": f"I can't. {EVIL}"}
        ),
        terminal_event("completed"),
    ),
    "unknown": with_frames(sse_frame({"type": "response.hologram.delta", "delta": "x"})),
    "other-ids": answer(
        *FRAMES[:3], delta("Sure", item_id="a"), delta("!", item_id="b"), *FRAMES[5:]
    ),
    "cr": answer(b"".join(FRAMES).replace(b"\n", b"\r")),
    "crlf": answer(b"".join(FRAMES).replace(b"\n", b"\r\n")),
    "data-lines": answer(*FRAMES[:3], delta("Sure").replace(b', "', b',\ndata: "'), *FRAMES[4:]),
    "comments": answer(b": keepalive\n\n" * 5),
    "done-anywhere": answer(
        sse_frame("[DONE]"), *FIRST_FRAMES, sse_frame("[DONE]"), *FRAMES[4:], sse_frame("[DONE]")
    ),
    "done-only": answer(*FIRST_FRAMES, sse_frame("[DONE]")),
    "20-MB": with_frames(_BIG % (b"x" * 20_000_000)),
    "10-MB": answer(*FRAMES[:3], delta("lorem ipsum " * 870_000), terminal_event("completed")),
    "100000": _hundred_thousand,
    "stall": _stall,
    "flood": _flood,
    "silent": _silent,
    "head-stall": _head_stall,
    "endless-head": _endless_head,
    "early-hints": _early_hints,
    "keepalives": _keepalives,
    "endless-frame": _endless_frame,
    "evil": answer(
        *_EVIL_EVERYWHERE, x_evil="\x1b]0;EVIL\x07", x_request_id=EVIL[:40].replace("\x9b", "")
    ),
    "good": answer(*FRAMES),
}


async def fault_by_prompt(exchange: Exchange) -> None:
    """Run the script that the prompt names."""
    body = exchange.request.body  # without an input where it is asked what it speaks
    asked = exchange.request.json.get("input") if body else None
    prompt = asked[-1].get("content", "") if asked else ""
    await SCRIPTS.get(prompt, SCRIPTS["good"])(exchange)


@contextmanager
def bad_server() -> Iterator[Server]:
    """Serve `SCRIPTS` in a thread; the prompt selects the script."""
    loop = asyncio.new_event_loop()
    started: asyncio.Future[Server] = loop.create_future()
    stop = asyncio.Event()
    ready = threading.Event()

    async def serve() -> None:
        async with scripted_server(fault_by_prompt) as server:
            started.set_result(server)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    ready.wait()
    try:
        yield started.result()
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
