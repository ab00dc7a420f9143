"""The app's handle on the demo server process."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Final

from ppchat.adapters.processes.child import Child


class DemoProcess:
    """The demo server in a child process, so that the app does not affect its timing."""

    def __init__(self, child: Child, base_url: str) -> None:
        self._child = child
        self.base_url: Final = base_url

    @classmethod
    async def start(cls, *, speed: float = 1.0) -> DemoProcess:
        """Start it, and wait until it listens. Raises OSError if it cannot be started."""
        child = await Child.start("demo", "ppchat.demo.__main__", str(speed))
        try:
            base_url = await child.read_line()
        except BaseException:
            await child.kill()
            raise
        if not base_url:
            raise OSError(f"the demo server {await child.wait()}")
        return cls(child, base_url)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._child.is_alive

    async def aclose(self) -> None:
        """End the process."""
        await self._child.kill()

    async def __aenter__(self) -> DemoProcess:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()


class Demo:
    """The demo server that is used; one that died is replaced."""

    def __init__(self) -> None:
        self._starting: asyncio.Task[DemoProcess] | None = None

    def start(self) -> asyncio.Task[DemoProcess]:
        """Start the process unless it runs; the task is done once it listens."""
        task = self._starting
        if task is None or (task.done() and not _is_alive(task)):
            task = self._starting = asyncio.create_task(DemoProcess.start())
        return task

    async def aclose(self) -> None:
        """End the process."""
        if self._starting:
            self._starting.cancel()
            with suppress(OSError, asyncio.CancelledError):
                await (await self._starting).aclose()


def _is_alive(demo: asyncio.Task[DemoProcess]) -> bool:
    return not demo.cancelled() and demo.exception() is None and demo.result().is_alive
