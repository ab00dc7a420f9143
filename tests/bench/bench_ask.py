"""`ppchat ask` against the SDK's bare loop: the same stream at full speed, from another process.

    python -m tests.bench.bench_ask [COUNT]

Each runs in its own process and is timed from just before the request to the end of the stream,
without the imports, which both need.
"""

from __future__ import annotations

import subprocess
import sys

ROUNDS = 5
BARE = """
import asyncio, sys, time
from openai import AsyncOpenAI

async def main(base_url):
    client = AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0)
    ask = dict(model="m", input=[{"role": "user", "content": "hello"}], stream=True)
    client.responses
    begun, cpu = time.perf_counter(), time.process_time()
    stream = await client.responses.create(**ask)
    size = 0
    async for event in stream:
        if event.type == "response.output_text.delta":
            size += len(event.delta)
    print(time.perf_counter() - begun, time.process_time() - cpu, size, file=sys.stderr)

asyncio.run(main(sys.argv[1]))
"""
OURS = """
import sys, time
from pathlib import Path
import openai
openai.AsyncOpenAI(api_key="none").responses
from ppchat.adapters.config import Settings
from ppchat.adapters.profiles.target import Target
from ppchat.adapters.paths import Paths
from ppchat.cli.ask.rounds import AskOptions
from ppchat.cli.ask.run import print_answer

settings = Settings(Paths(Path("config.toml"), Path()), model="m")
target = Target(sys.argv[1], "loopback", None, "", False)
options = AskOptions("hello", settings, target, sys.argv[2])
begun, cpu = time.perf_counter(), time.process_time()
code = print_answer(options)
print(time.perf_counter() - begun, time.process_time() - cpu, code, file=sys.stderr)
"""


def seconds(code: str, *arguments: str) -> tuple[float, float]:
    """How long the code took, in wall and CPU seconds; a pipe reads its output."""
    process = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, check=True, text=True
    )
    wall, cpu, _ = process.stderr.split()
    return float(wall), float(cpu)


def main(count: int) -> None:
    """Print the rates, and the ratios of wall and CPU time."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.flat_out", str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    base_url = server.stdout.readline().strip()
    formats = ("text", "events", "jsonl")
    bare: list[tuple[float, float]] = []
    ours: dict[str, list[tuple[float, float]]] = {name: [] for name in formats}
    for _ in range(ROUNDS):  # in turns, so that other load on the machine affects all alike
        bare.append(seconds(BARE, base_url))
        for name in formats:
            ours[name].append(seconds(OURS, base_url, name))
    server.communicate()
    wall, cpu = best(bare)
    print(f"{count:,} events at full speed, best of {ROUNDS}          clock      cpu")
    print(f"SDK's loop              {count / wall:>9,.0f} events/s")
    for name in formats:
        own_wall, own_cpu = best(ours[name])
        rate = f"{count / own_wall:>9,.0f} events/s"
        print(f"ask --format {name:<10} {rate}  {wall / own_wall:5.1f} x  {cpu / own_cpu:5.1f} x")


def best(times: list[tuple[float, float]]) -> tuple[float, float]:
    """The minimum of each of the two times: other load on the machine only adds to them."""
    return min(wall for wall, _ in times), min(cpu for _, cpu in times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
