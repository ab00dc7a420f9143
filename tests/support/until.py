"""Waiting for what a test waits for, and failing if it never comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

from textual.pilot import Pilot

TIMEOUT_S: Final = 120
"""Seconds after which a condition counts as never true; only something that hangs takes as long."""


async def until(
    pilot: Pilot[Any], condition: Callable[[], object], describe: Callable[[], str] = str
) -> None:
    """Let the app run until a condition is true, and paint that; fail if it never is."""
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline, f"the condition never became true\n{describe()}"
        await asyncio.sleep(0.005)
    await pilot.pause()


async def until_idle(pilot: Pilot[Any]) -> None:
    """Let the app run until no worker does, nor any that a key or another worker has started.

    A worker that another one replaced is done; `workers.wait_for_complete` raises for it.
    """

    def is_idle() -> bool:
        return all(worker.is_finished for worker in pilot.app.workers)

    await pilot.pause()
    while True:
        await until(pilot, is_idle)
        if is_idle():
            return


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline, "the condition never became true"
        time.sleep(0.005)
