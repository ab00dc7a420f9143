"""The process that reads a pipe: splits, stamps and forwards frames as their bytes arrive."""

from __future__ import annotations

import os
import sys
import time
from threading import Thread

from ppchat.adapters.processes.child_main import take_stdout
from ppchat.adapters.processes.messages import encode_message
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Signal, Started
from ppchat.core.stream.sse import Frame, FrameSplitter

_CHUNK_BYTES = 1 << 16


def main() -> None:
    """Read the file descriptor given as an argument until it or stdin ends.

    Stdin begins with the bytes already read from it.
    """
    number, started_ns, head_size = map(int, sys.argv[1:4])
    output = take_stdout()
    splitter = FrameSplitter()

    def send(signal: Signal) -> None:
        output.write(encode_message(0, signal))
        output.flush()

    try:
        send(Started(started_ns))
        head = sys.stdin.buffer.read(head_size)
        Thread(target=_exit_with_stdin, daemon=True).start()
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


def _exit_with_stdin() -> None:
    """Exit when the app does, even while nothing arrives on the pipe."""
    while os.read(0, _CHUNK_BYTES):
        pass
    os._exit(0)
