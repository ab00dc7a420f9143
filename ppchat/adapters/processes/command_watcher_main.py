"""The process that ends commands whose program was killed; started by `command_watcher`.

Its stdin names process groups, one per line: a number when a command begins, and its negative when
it has ended. The end of stdin is the end of the program.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from typing import Final

_GRACE_S: Final = 0.5
"""How long a command may take to end when asked to."""


def main() -> None:
    """Wait until the program has ended, then end the commands that still run."""
    groups: set[int] = set()
    for line in sys.stdin.buffer:
        group = int(line)
        if group > 0:
            groups.add(group)
        else:
            groups.discard(-group)
    if not groups:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, number)
        if number is signal.SIGTERM:
            time.sleep(_GRACE_S)
