"""Work that the end of the program does not wait for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ppchat.adapters.daemon_thread import in_daemon_thread

_ABANDONING = """
import asyncio, threading
from ppchat.adapters.daemon_thread import in_daemon_thread

begun = threading.Event()

def wait_for_ever():
    begun.set()
    threading.Event().wait()

async def main():
    task = asyncio.create_task(in_daemon_thread(wait_for_ever))
    await asyncio.to_thread(begun.wait)
    task.cancel()

asyncio.run(main())
"""


async def test_the_result_and_the_error_arrive() -> None:
    assert await in_daemon_thread(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        await in_daemon_thread(lambda: 1 // 0)


def test_the_program_ends_without_it() -> None:
    run = subprocess.run([sys.executable, "-c", _ABANDONING], capture_output=True, check=True)
    assert run.stderr == b""
