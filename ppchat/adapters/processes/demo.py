"""The app's handle on the process that serves the demo."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, Process
from types import TracebackType
from typing import Final

from ppchat.adapters.processes.child import command, keyless


class DemoProcess:
    """The demo's server in a process of its own, so that its timing is not the app's.

    It ends with the app, however that ends: its stdin closes.
    """

    def __init__(self, process: Process, base_url: str) -> None:
        self._process = process
        self.base_url: Final = base_url

    @classmethod
    async def start(cls, *, speed: float = 1.0) -> DemoProcess:
        """Start it, and wait until it listens. Raises OSError when it can't be started."""
        process = await asyncio.create_subprocess_exec(
            *command("ppchat.demo.__main__", str(speed)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=keyless(),
            start_new_session=True,  # ctrl+c in the terminal is the app's
        )
        assert process.stdout
        try:
            base_url = (await process.stdout.readline()).decode().strip()
        except asyncio.CancelledError:
            await _end(process)
            raise
        if not base_url:
            code = await process.wait()
            raise OSError(f"the demo's server ended at once, with exit code {code}")
        return cls(process, base_url)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.returncode is None

    async def aclose(self) -> None:
        """End it."""
        await _end(self._process)

    async def __aenter__(self) -> DemoProcess:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()


async def _end(process: Process) -> None:
    assert process.stdin
    process.stdin.close()
    await process.wait()
