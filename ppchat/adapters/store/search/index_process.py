"""The process that indexes what earlier versions stored: in the app it would delay every key."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from ppchat.adapters.log import LOG
from ppchat.adapters.processes.child import child_environment, module_command

_MAIN: Final = "ppchat.adapters.store.search.index_process_main"


class IndexProcess:
    """Runs until all is indexed, or until it is closed; what it has done stays done."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id; None if it was not started."""
        return self._process.pid if self._process else None

    def start(self, path: Path) -> None:
        """Start it on the store at `path`, unless it was started before."""
        if self._process is not None:
            return
        try:
            self._process = subprocess.Popen(
                module_command(_MAIN, str(path)),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=child_environment(os.environ),
                start_new_session=True,  # ctrl+c is for this process
            )
        except OSError as error:
            LOG.warning("older answers are not indexed: %s", error)

    def close(self) -> None:
        """End it, and wait for that."""
        if self._process is not None and self._process.stdin is not None:
            self._process.terminate()  # which needs no care: a step is written as a whole
            self._process.stdin.close()
            self._process.wait()
            self._process = None
