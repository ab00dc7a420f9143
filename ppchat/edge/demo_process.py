"""The app's handle on the process that serves the demo."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from types import TracebackType
from typing import Final

_HOME: Final = str(Path(__file__).parents[2])
# The folder the package came from goes last, and the working folder nowhere: nothing there can
# stand before an installed module.
_CODE: Final = (
    "import runpy, sys; home = sys.argv[1]; home in sys.path or sys.path.append(home);"
    " sys.argv[1:2] = []; runpy.run_module('ppchat.demo', run_name='__main__')"
)


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
        environment = {name: v for name, v in os.environ.items() if not name.endswith("_API_KEY")}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-c", _CODE, _HOME, str(speed)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=environment,
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
