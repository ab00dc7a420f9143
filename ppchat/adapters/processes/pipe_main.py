"""The process that reads a pipe: splits, stamps and forwards frames as their bytes arrive."""

from __future__ import annotations

import os
import sys
import time

from ppchat.adapters.processes.messages import encode_message
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Signal, Started
from ppchat.core.stream.sse import Frame, FrameSplitter

_CHUNK_BYTES = 1 << 16


def main() -> None:
    """Read the file descriptor given as an argument; stdin holds the bytes already read from it."""
    number, started_ns = int(sys.argv[1]), int(sys.argv[2])
    splitter = FrameSplitter()

    def send(signal: Signal) -> None:
        sys.stdout.buffer.write(encode_message(0, signal))
        sys.stdout.buffer.flush()

    try:
        send(Started(started_ns))
        head = sys.stdin.buffer.read()
        at_ns = started_ns
        send(Opened(at_ns, 200))
        chunk = head or os.read(number, _CHUNK_BYTES)
        while chunk:
            at_ns = started_ns if chunk is head else time.monotonic_ns()
            if frames := splitter.feed(chunk):
                send(Arrived(tuple(Frame(raw, at_ns) for raw in frames)))
            chunk = os.read(number, _CHUNK_BYTES)
        at_ns = time.monotonic_ns()
        if rest := splitter.flush():
            send(Arrived((Frame(rest, at_ns),)))
        send(Ended(at_ns, End.EOF))
    except BrokenPipeError:  # the app has exited
        os._exit(0)
