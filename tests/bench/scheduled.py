"""A loopback server of a known schedule, which logs when it did what on the monotonic clock.

    python -m tests.bench.scheduled

It prints its base URL, then one JSON line per response, and ends with its stdin. The head is sent
100 ms after the request, the first delta after 400 ms, then 20 more, one every 25 ms.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from tests.support.loopback import Exchange, scripted_server, text_stream

HEAD_S = 0.1
DELTA_S = (0.4, *(0.4 + 0.025 * n for n in range(1, 21)))


async def answer(exchange: Exchange) -> None:
    """Send one response as scheduled, and print when each part was sent."""
    got_ns = time.monotonic_ns()

    async def wait(due_s: float) -> None:
        await asyncio.sleep(due_s - (time.monotonic_ns() - got_ns) / 1e9)

    await wait(HEAD_S)
    await exchange.open()
    head_ns = time.monotonic_ns()
    delta_ns: list[int] = []
    for frame in text_stream(*(f"w{n} " for n in range(len(DELTA_S)))):
        if b"text.delta" in frame:
            await wait(DELTA_S[len(delta_ns)])
            delta_ns.append(time.monotonic_ns())
        sent_ns = time.monotonic_ns()
        await exchange.chunk(frame)
    times = {"setup": head_ns - got_ns, "e2e": sent_ns - got_ns}
    print(json.dumps(times | {"delta": [at_ns - got_ns for at_ns in delta_ns]}), flush=True)
    await exchange.close()


async def main() -> None:
    """Serve until stdin ends."""
    async with scripted_server(answer) as server:
        print(server.base_url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
