"""How much later an event arrives through `ppchat proxy` than directly, and all that it keeps.

    python -m tests.bench.bench_proxy [COUNT] [EVENTS_PER_SECOND …]

The server writes into each event when it was sent; server, proxy and client are processes of
their own. Direct and proxied streams take turns, so that whatever else runs hits both alike.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil

ROUNDS = 5
_SENT = re.compile(rb'"sent_ns":(\d+)')
_BODY = b'{"model":"m","input":"hello","stream":true}'


@contextmanager
def running(*command: str) -> Iterator[str]:
    """A process that prints its base URL first, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.terminate()
        process.wait()
        process.stdout.close()


async def lateness_ms(base_url: str) -> list[float]:
    """For each event of one stream, from its sending to its arrival here."""
    host, _, port = base_url.removeprefix("http://").partition("/")[0].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /v1/responses HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
    head += f"content-length: {len(_BODY)}\r\nconnection: close\r\n\r\n"
    writer.write(head.encode() + _BODY)
    found: list[float] = []
    rest = b""
    while not rest.endswith(b"0\r\n\r\n"):
        chunk = await reader.read(1 << 16)
        at_ns = time.monotonic_ns()
        if not chunk:
            break
        text = rest + chunk
        whole = text.rfind(b"\n\n") + 2
        found += [(at_ns - int(sent[1])) / 1e6 for sent in _SENT.finditer(text[:whole])]
        rest = text[whole:]
    writer.close()
    return found


def percentile(values: list[float], percent: float) -> float:
    """The nearest-rank percentile."""
    return sorted(values)[max(0, ceil(percent / 100 * len(values)) - 1)]


def main(count: int, rates: list[str]) -> None:
    """Print the figures of each rate."""
    for rate in rates:
        direct: list[float] = []
        proxied: list[float] = []
        with (
            tempfile.TemporaryDirectory() as folder,
            running("tests.bench.flat_out", str(count), rate) as target,
            running(
                "ppchat", "proxy", "--headless", "--target", target, "--data-dir", folder
            ) as proxy,
        ):
            asyncio.run(lateness_ms(proxy))  # whatever is slow only once
            for _ in range(ROUNDS):
                direct += asyncio.run(lateness_ms(target))
                proxied += asyncio.run(lateness_ms(proxy))
        print(f"{rate} events/s, {len(direct)} events each:")
        for name, values in (("direct", direct), ("through the proxy", proxied)):
            figures = "  ".join(f"p{p} {percentile(values, p):6.2f}" for p in (50, 95, 99))
            print(f"  {name:<18} {figures}  max {max(values):6.2f} ms")
        added = "  ".join(
            f"p{p} {percentile(proxied, p) - percentile(direct, p):6.2f}" for p in (50, 95, 99)
        )
        print(f"  {'added':<18} {added} ms")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 500,
        sys.argv[2:] or ["50", "200", "1000"],
    )
