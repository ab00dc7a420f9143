"""A command whose output is stamped as it arrives, and passed on unchanged."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from subprocess import PIPE, Popen
from typing import Final

from ppchat.core.formats.chunks import Chunk

_CHUNK_BYTES: Final = 1 << 16


class RecordedCommand:
    """A running command; its stdin and stderr are those of this program, as is ctrl+c."""

    def __init__(self, command: Sequence[str], output: int) -> None:
        """Start it; `output` gets what it prints. Raises OSError."""
        self._output = output
        self.output_closed = False
        """Whether nobody reads the output any more; then the command gets SIGPIPE."""
        signal.signal(signal.SIGINT, lambda *_: None)  # the command has it too, and decides
        self.t0_ns: Final = time.monotonic_ns()
        """When it was started; monotonic clock, nanoseconds."""
        self._process = Popen(command, stdout=PIPE, bufsize=0)

    def chunks(self) -> Iterator[Chunk]:
        """What it prints, each chunk already passed on; the last is empty."""
        assert self._process.stdout
        with self._process.stdout as stdout:
            while data := os.read(stdout.fileno(), _CHUNK_BYTES):
                at_ns = time.monotonic_ns()
                try:
                    _write_all(self._output, data)
                except BrokenPipeError:
                    self.output_closed = True
                yield Chunk(at_ns, data)
                if self.output_closed:
                    break
        yield Chunk(time.monotonic_ns(), b"")

    def wait(self) -> int:
        """Its exit code; negative for the signal that ended it."""
        return self._process.wait()


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
