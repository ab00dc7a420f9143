"""How far a command is that sends many requests, on a line of stderr that it erases."""

from __future__ import annotations

import shutil
import sys

from ppchat.core.response.outcome import Outcome


class ProgressBar:
    """A bar that fills as requests finish; drawn only if stderr is a terminal."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._failed = total, 0, 0
        self._is_shown = sys.stderr.isatty()
        self._length = 0
        """The number of characters that the bar occupies."""
        self._draw()

    def step(self, outcome: Outcome | None) -> None:
        """Count one finished request."""
        self._done += 1
        self._failed += outcome is not Outcome.COMPLETED
        self._draw()

    def clear(self) -> None:
        """Erase the bar."""
        self._write("")
        self._write("")

    def _draw(self) -> None:
        failed = f", {self._failed:,} failed" if self._failed else ""
        label = f" {self._done:,} of {self._total:,}{failed}"
        width = max(0, min(40, shutil.get_terminal_size().columns - len(label) - 1))
        full = width * self._done // self._total
        self._write("█" * full + "░" * (width - full) + label)

    def _write(self, line: str) -> None:
        """Replace the line, with blanks instead of an escape sequence where it is shorter."""
        if self._is_shown:
            text = f"\r{line:<{self._length}}"
            sys.stderr.buffer.write(text.encode(sys.stderr.encoding, "replace"))
            sys.stderr.buffer.flush()
        self._length = len(line)
