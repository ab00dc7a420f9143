"""A real terminal for tests: a program on a pty, its screen read by an emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

from tests.support.until import TIMEOUT_S

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "tab": "\t",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f11": "\x1b[23~",
    "f12": "\x1b[24~",
    "ctrl+backslash": "\x1c",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}

PRIVATE_SEQUENCE = re.compile(
    rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$[a-z]|\x1b[P_][^\x1b]*\x1b\\"
)
"""Sequences that the emulator does not understand and would print."""


def _environment() -> dict[str, str]:
    """The environment of the tests without the variables that override the terminal's size."""
    variables = dict(os.environ)
    for name in ("COLUMNS", "LINES"):
        variables.pop(name, None)
    return {**variables, "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def _take_control() -> None:
    """Make the terminal on stdin that of the session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A program in a terminal of a given size, driven by keys; a test reads its screen."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 36,
        environment: Mapping[str, str] | None = None,
        pass_fds: Collection[int] = (),
        controls: bool = False,
    ) -> None:
        """With `controls`, it stops and continues jobs, and its end ends what runs in it."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.received = bytearray()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.modes_before = termios.tcgetattr(slave)
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            pass_fds=pass_fds,
            preexec_fn=_take_control if controls else None,
            env=_environment() | dict(environment or {}),
        )
        self._slave = slave

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def lines(self) -> list[str]:
        """The contents of the screen, one string per row."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def press(self, *keys: str) -> None:
        """Press keys, by name or as text to type."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())

    def resize(self, columns: int, rows: int) -> None:
        """Resize the terminal, as its window would."""
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def hang_up(self) -> None:
        """Close the terminal, as its window would."""
        os.close(self._slave)
        os.close(self._master)
        self._master = -1

    def read(self, timeout_s: float) -> bool:
        """Read what the program wrote; returns whether there was anything."""
        if self._master < 0:
            time.sleep(timeout_s)
            return False
        if not select.select([self._master], [], [], timeout_s)[0]:
            return False
        try:
            chunk = os.read(self._master, 65536)
        except OSError:
            return False
        self.received += chunk
        self._stream.feed(PRIVATE_SEQUENCE.sub(b"", chunk))
        return bool(chunk)

    def read_until_readable(self, descriptor: int) -> None:
        """Read what the program writes, until something can be read from `descriptor`."""
        while True:
            ready = select.select([descriptor, self._master], [], [], TIMEOUT_S)[0]
            assert ready, f"nothing came; the screen:\n{self.text}"
            if descriptor in ready:
                return
            self.read(0)

    def wait_for(self, wanted: str | Callable[[str], bool]) -> str:
        """Wait until the screen contains or fulfils `wanted`; returns its text."""
        matches = wanted if callable(wanted) else lambda text: wanted in text
        deadline = time.monotonic() + TIMEOUT_S
        while not matches(self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"{wanted!r} never appeared; the screen:\n{self.text}")
            self.read(0.2)
        return self.text

    def wait_for_end(self, *, pressing: str = "") -> int:
        """Wait for the program to exit; returns its exit code, -N for signal N.

        `pressing` is a key that is pressed repeatedly until then.
        """
        deadline = time.monotonic() + TIMEOUT_S
        while self._process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"still running; the screen:\n{self.text}")
            if not self.read(0.05) and pressing:
                self.press(pressing)
        while self.read(0):
            pass
        return self._process.returncode

    def modes(self) -> list[object]:
        """The terminal's modes now."""
        return list(termios.tcgetattr(self._slave))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._master >= 0:
            os.close(self._slave)
            os.close(self._master)
