"""A loopback server that streams text deltas at full speed or at a rate, with send times.

    python -m tests.bench.flat_out COUNT [EVENTS_PER_SECOND [TEXT]]

TEXT is one of `TEXTS`. The server prints its base URL, and ends with its stdin.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
CREATED = (
    b'{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response",'
    b'"created_at":0,"status":"in_progress","model":"m","output":[],"parallel_tool_calls":true,'
    b'"tool_choice":"auto","tools":[]}}'
)
COMPLETED = CREATED.replace(b"created", b"completed", 1).replace(b"in_progress", b"completed")
DELTA = (
    b'{"type":"response.output_text.delta","sequence_number":%d,"item_id":"msg_1",'
    b'"output_index":0,"content_index":0,"delta":%b,"logprobs":[],"sent_ns":%d}'
)
BATCH = 16
TEXTS = {
    "word": " word",
    "prose": "The grey heron stands still for **minutes** at a time, then strikes in `60 ms`. " * 5
    + "\n\n",
    "blocks": "## Heron\n\nIt waits.\n\n> so *still*\n\n- it\n- [waits](https://example.com)\n\n"
    "```python\ndef strike(self, prey: str) -> bool:\n    return len(prey) > 0  # fast\n```\n\n"
    "| Bird | Height |\n|---|--:|\n| grey heron | 95 cm |\n| little egret | 60 cm |\n\n---\n\n",
}


def pieces(text: str) -> list[bytes]:
    """A text as JSON strings of about a token each."""
    return [json.dumps(piece).encode() for piece in re.findall(r"\s*\S{1,6}|\s+", text)]


def frame(event_type: bytes, data: bytes) -> bytes:
    """One event in its own chunk, as sent by a server that flushes after each event."""
    raw = b"event: %b\ndata: %b\n\n" % (event_type, data)
    return b"%x\r\n%b\r\n" % (len(raw), raw)


async def answer(
    writer: asyncio.StreamWriter, count: int, rate: float, deltas: list[bytes]
) -> None:
    """Send one stream of `count` deltas."""
    writer.write(HEAD + frame(b"response.created", CREATED))
    started = time.monotonic()
    for n in range(count):
        if rate:
            await asyncio.sleep(started + n / rate - time.monotonic())
        data = DELTA % (n + 1, deltas[n % len(deltas)], time.monotonic_ns())
        writer.write(frame(b"response.output_text.delta", data))
        if rate or n % BATCH == 0:
            await writer.drain()
    writer.write(frame(b"response.completed", COMPLETED) + b"0\r\n\r\n")
    await writer.drain()


async def main(count: int, rate: float, text: str) -> None:
    """Serve until stdin ends."""
    deltas = pieces(TEXTS[text])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                await reader.readexactly(length)
                await answer(writer, count, rate, deltas)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    arguments = [*sys.argv[1:], *("0", "word")[len(sys.argv) - 2 :]]
    asyncio.run(main(int(arguments[0]), float(arguments[1]), arguments[2]))
