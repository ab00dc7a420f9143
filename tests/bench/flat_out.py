"""A loopback server that streams text deltas flat out, or at a pace, each with its send time.

    python -m tests.bench.flat_out COUNT [EVENTS_PER_SECOND]

Prints its base URL, answers any number of requests, and ends with its stdin.
"""

from __future__ import annotations

import asyncio
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
    b'"output_index":0,"content_index":0,"delta":" word","logprobs":[],"sent_ns":%d}'
)
BATCH = 16


def frame(kind: bytes, data: bytes) -> bytes:
    """One event in a chunk of its own, as servers that flush each event send it."""
    raw = b"event: %b\ndata: %b\n\n" % (kind, data)
    return b"%x\r\n%b\r\n" % (len(raw), raw)


async def answer(writer: asyncio.StreamWriter, count: int, rate: float) -> None:
    """One stream of `count` deltas."""
    writer.write(HEAD + frame(b"response.created", CREATED))
    begun = time.monotonic()
    for n in range(count):
        if rate:
            await asyncio.sleep(begun + n / rate - time.monotonic())
        data = DELTA % (n + 1, time.monotonic_ns())
        writer.write(frame(b"response.output_text.delta", data))
        if rate or n % BATCH == 0:
            await writer.drain()
    writer.write(frame(b"response.completed", COMPLETED) + b"0\r\n\r\n")
    await writer.drain()


async def main(count: int, rate: float) -> None:
    """Serve until stdin ends."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                await reader.readexactly(length)
                await answer(writer, count, rate)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0))
