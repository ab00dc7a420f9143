"""Ends commands with this program, even if it is killed and can end nothing itself.

Another process is told which commands run, and ends them once this one is gone. It is started with
the first command and serves all that follow.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ppchat.adapters.log import LOG
from ppchat.adapters.processes.child import child_environment, module_command

_MAIN: Final = "ppchat.adapters.processes.command_watcher_main"


class CommandWatcher:
    """The process that watches, started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id; None before the first command."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it, unless it runs; a command that cannot be watched runs all the same."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        try:
            self._process = subprocess.Popen(
                module_command(_MAIN),
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=child_environment(os.environ),
                start_new_session=True,  # ctrl+c is for this process
            )
        except OSError as error:
            LOG.warning("commands are not watched: %s", error)

    @contextmanager
    def watch(self, group: int) -> Iterator[None]:
        """End this process group if this program is killed meanwhile."""
        self._send(group)
        try:
            yield
        finally:
            self._send(-group)

    def _send(self, group: int) -> None:
        if self._process is None or self._process.stdin is None:
            return
        try:
            self._process.stdin.write(b"%d\n" % group)
        except OSError as error:  # it has ended, and the next command starts another one
            LOG.warning("commands are not watched: %s", error)

    def close(self) -> None:
        """End it, and the commands it still watches."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()
            self._process = None
