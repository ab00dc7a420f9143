"""The demo server: prints its address on stdout, and ends when its stdin is closed."""

from __future__ import annotations

import asyncio
import sys

from ppchat.adapters.processes.child_main import open_stdin
from ppchat.adapters.server.server import serve
from ppchat.demo.recordings import recordings


def main() -> None:
    """Serve until stdin is closed; the first argument may be the speed."""
    asyncio.run(_serve(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))


async def _serve(speed: float) -> None:
    parent = await open_stdin()
    async with await serve(recordings(), speed=speed) as server:
        print(server.base_url, flush=True)
        while await parent.read(4096):
            pass


if __name__ == "__main__":
    main()
