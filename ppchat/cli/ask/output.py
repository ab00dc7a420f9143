"""Where `ppchat ask` writes: answers to stdout in batches, everything else to stderr."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from ppchat.core.security.sanitize import sanitize


class BatchedOutput:
    """Writes to stdout in batches, as soon as no more input is ready to be read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._pending: list[str] = []
        self.failure: OSError | None = None
        """Why nothing more can be written: a closed pipe, a full disk."""
        self.on_failure: Callable[[], object] = lambda: None

    def write(self, text: str) -> None:
        """Queue text: in the encoding of a terminal, in UTF-8 for a pipe or a file."""
        if not text:
            return
        if not self._pending:
            asyncio.get_running_loop().call_soon(self.flush)
        self._pending.append(text)

    def flush(self) -> None:
        """Write the queued text now."""
        text = "".join(self._pending)
        self._pending.clear()
        if not text or self.failure:
            return
        try:
            if self._file.isatty():
                self._file.write(text)
            else:
                self._file.buffer.write(text.encode(errors="replace"))
            self._file.flush()
        except OSError as error:
            self.failure = error
            self.on_failure()


def print_notice(text: str) -> None:
    """Print a notice to stderr, which may quote foreign text; its lines are kept."""
    with suppress(OSError):
        print(f"ppchat: {sanitize(text)}", file=sys.stderr)
