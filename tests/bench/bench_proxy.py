"""How much later an event arrives through `ppchat proxy`, which stores it, than directly.

    python -m tests.bench.bench_proxy [COUNT] [EVENTS_PER_SECOND …]

Each event carries its send time; server, proxy and client are separate processes. Direct and
proxied streams take turns, so that other load on the machine affects all alike: once through a
headless proxy, once through one whose app is painting in a terminal.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil

from tests.bench.bench_app import Screen

ROUNDS = 5
_SENT = re.compile(rb'"sent_ns":(\d+)')
_BODY = b'{"model":"m","input":"hello","stream":true}'


@contextmanager
def proxy_with_app(target: str, folder: str) -> Iterator[str]:
    """The base URL of a proxy whose app runs in a terminal; a thread reads the terminal."""
    command = [sys.executable, "-m", "ppchat", "proxy", "--target", target, "--data-dir", folder]
    with Screen(command) as terminal:
        match = None
        while match is None:
            terminal.read(0.1)
            match = re.search(rb"OPENAI_BASE_URL=(\S+)", terminal.received)
        ended = threading.Event()

        def read() -> None:
            while not ended.is_set():
                terminal.read(0.1)

        reading = threading.Thread(target=read)
        reading.start()
        try:
            yield match[1].decode()
        finally:
            ended.set()
            reading.join()


@contextmanager
def running(*command: str) -> Iterator[str]:
    """Run a process that prints its base URL first, until the block ends."""
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
    """Milliseconds from the sending of each event of one stream to its arrival here."""
    host, _, port = base_url.removeprefix("http://").partition("/")[0].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /v1/responses HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
    head += f"content-length: {len(_BODY)}\r\nconnection: close\r\n\r\n"
    writer.write(head.encode() + _BODY)
    lateness: list[float] = []
    rest = b""
    while not rest.endswith(b"0\r\n\r\n"):
        chunk = await reader.read(1 << 16)
        at_ns = time.monotonic_ns()
        if not chunk:
            break
        text = rest + chunk
        end = text.rfind(b"\n\n") + 2
        lateness += [(at_ns - int(sent[1])) / 1e6 for sent in _SENT.finditer(text[:end])]
        rest = text[end:]
    writer.close()
    return lateness


def percentile(values: list[float], percent: float) -> float:
    """The nearest-rank percentile."""
    return sorted(values)[max(0, ceil(percent / 100 * len(values)) - 1)]


def main(count: int, rates: list[str]) -> None:
    """Print the percentiles at each rate."""
    for rate in rates:
        with (
            tempfile.TemporaryDirectory() as one,
            tempfile.TemporaryDirectory() as other,
            running("tests.bench.flat_out", str(count), rate) as target,
            running("ppchat", "proxy", "--headless", "--target", target, "--data-dir", one) as bare,
            proxy_with_app(target, other) as with_app,
        ):
            urls = {"direct": target, "headless": bare, "with the app": with_app}
            lateness: dict[str, list[float]] = {name: [] for name in urls}
            for url in urls.values():
                asyncio.run(lateness_ms(url))  # warm up
            for _ in range(ROUNDS):
                for name, url in urls.items():
                    lateness[name] += asyncio.run(lateness_ms(url))
        direct = lateness.pop("direct")
        print(f"{rate} events/s, {len(direct)} events each:")
        print(f"  {'direct':<20} {_percentiles(direct)}")
        for name, values in lateness.items():
            print(f"  {name:<20} {_percentiles(values)}")
            added = "  ".join(
                f"p{p} {percentile(values, p) - percentile(direct, p):6.2f}" for p in (50, 95, 99)
            )
            print(f"  {'  added':<20} {added} ms")


def _percentiles(values: list[float]) -> str:
    percentiles = "  ".join(f"p{p} {percentile(values, p):6.2f}" for p in (50, 95, 99))
    return f"{percentiles}  max {max(values):6.2f} ms"


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 500,
        sys.argv[2:] or ["50", "200", "1000"],
    )
