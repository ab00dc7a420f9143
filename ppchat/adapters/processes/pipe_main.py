"""The process that reads a pipe: frames cut and stamped as their bytes come, and handed on."""

from __future__ import annotations

import os
import sys
import time

from ppchat.adapters.processes.messages import encoded
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Signal, Started
from ppchat.core.stream.sse import Frame, Splitter

_CHUNK = 1 << 16


def main() -> None:
    """Read the file descriptor that the arguments name; stdin holds what came of it before."""
    number, started_ns = int(sys.argv[1]), int(sys.argv[2])
    splitter = Splitter()

    def tell(signal: Signal) -> None:
        sys.stdout.buffer.write(encoded(0, signal))
        sys.stdout.buffer.flush()

    try:
        tell(Started(started_ns))
        head = sys.stdin.buffer.read()
        at_ns = started_ns
        tell(Opened(at_ns, 200))
        chunk = head or os.read(number, _CHUNK)
        while chunk:
            at_ns = started_ns if chunk is head else time.monotonic_ns()
            if frames := splitter.feed(chunk):
                tell(Arrived(tuple(Frame(raw, at_ns) for raw in frames)))
            chunk = os.read(number, _CHUNK)
        at_ns = time.monotonic_ns()
        if rest := splitter.flush():
            tell(Arrived((Frame(rest, at_ns),)))
        tell(Ended(at_ns, End.EOF))
    except BrokenPipeError:  # the app has gone
        os._exit(0)
