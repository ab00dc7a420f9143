"""stdin, stdout and stderr as all commands use them: open, and harmless to a terminal."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import TextIO

from ppchat.core.security.sanitize import sanitize


class TerminalOutput(TextIOWrapper):
    """A terminal that no text can control: arguments, paths and foreign text are shown as text.

    What a command draws itself goes to its `buffer`.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream.buffer, stream.encoding, errors="replace", line_buffering=True)
        self._stream = stream  # would close the buffer if it were collected

    def write(self, text: str) -> int:
        """Write the text with its control characters replaced."""
        super().write(sanitize(text))
        return len(text)


def prepare_streams() -> None:
    """Open the streams that are closed, and guard those that are terminals.

    A character that the locale's encoding lacks becomes a question mark, rather than an error.
    """
    _open_missing_streams()
    sys.stdout, sys.stderr = _guard(sys.stdout), _guard(sys.stderr)


def discard_stdout() -> None:
    """Keep the interpreter from writing the rest of the buffer when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _guard(stream: TextIO) -> TextIO:
    if isinstance(stream, TextIOWrapper):
        if stream.isatty() and not isinstance(stream, TerminalOutput):
            return TerminalOutput(stream)
        stream.reconfigure(errors="replace")
    return stream


def _open_missing_streams() -> None:
    """Open the standard streams that were closed, so that no other file gets their numbers.

    Writing to a stdout that was closed still fails, so that nothing is lost silently.
    """
    for number, (name, flags, mode) in enumerate(
        (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w"))
    ):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, flags)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            setattr(sys, name, os.fdopen(number, mode))
