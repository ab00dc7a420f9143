"""The app's handle on the demo server process."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, Process
from types import TracebackType
from typing import Final

from ppchat.adapters.processes.child import environment_without_keys, module_command


class DemoProcess:
    """The demo server in a child process, so that the app does not affect its timing.

    It exits with the app, however that ends, because its stdin closes.
    """

    def __init__(self, process: Process, base_url: str) -> None:
        self._process = process
        self.base_url: Final = base_url

    @classmethod
    async def start(cls, *, speed: float = 1.0) -> DemoProcess:
        """Start it, and wait until it listens. Raises OSError if it cannot be started."""
        process = await asyncio.create_subprocess_exec(
            *module_command("ppchat.demo.__main__", str(speed)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=environment_without_keys(),
            start_new_session=True,  # ctrl+c in the terminal is for the app
        )
        assert process.stdout
        try:
            base_url = (await process.stdout.readline()).decode().strip()
        except asyncio.CancelledError:
            await _end(process)
            raise
        if not base_url:
            code = await process.wait()
            raise OSError(f"the demo server exited immediately with code {code}")
        return cls(process, base_url)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.returncode is None

    async def aclose(self) -> None:
        """End the process."""
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
