"""A stream that arrives on a pipe, read by the real child process."""

from __future__ import annotations

import os
import time

from ppchat.adapters.processes.pipe import piped
from ppchat.core.stream.signals import Arrived, End, Opened, Started
from tests.support.loopback import ended, raw, text_stream


async def test_what_was_read_before_and_what_comes_after_are_one_stream() -> None:
    frames = text_stream("Hello", " there")
    whole = b"".join(frames)
    out, to = os.pipe()
    started_ns = time.monotonic_ns()
    signals = []
    written = False
    async for signal in piped(out, whole[:70], started_ns):
        signals.append(signal)
        if isinstance(signal, Opened) and not written:
            written = True
            os.write(to, whole[70:])
            os.close(to)
    os.close(out)
    assert signals[0] == Started(started_ns)
    assert raw(signals) == whole
    assert ended(signals).end is End.EOF
    stamps = [frame.at_ns for each in signals if isinstance(each, Arrived) for frame in each.frames]
    assert stamps == sorted(stamps)
    assert stamps[0] >= started_ns


async def test_a_last_event_without_its_blank_line_is_kept() -> None:
    out, to = os.pipe()
    os.close(to)
    head = b'data: {"type": "a"}\n\ndata: {"type": "b"}'
    signals = [signal async for signal in piped(out, head, 1)]
    os.close(out)
    assert raw(signals) == head
    assert ended(signals).end is End.EOF


async def test_the_child_ends_with_the_iterator() -> None:
    out, to = os.pipe()
    source = piped(out, b'data: {"type": "a"}\n\n', 1)
    async for signal in source:
        if isinstance(signal, Arrived):
            break
    await source.aclose()
    os.close(out)
    os.close(to)
