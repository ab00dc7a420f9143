"""A stream that arrives on a pipe, read by the real child process."""

from __future__ import annotations

import os
import signal
import time

import pytest

from ppchat.adapters.processes.child import Child
from ppchat.adapters.processes.pipe import read_pipe
from ppchat.core.stream.signals import Arrived, End, Opened, Started
from tests.support.loopback import ended_signal, raw_bytes, text_stream


async def test_the_bytes_already_read_and_the_rest_are_one_stream() -> None:
    frames = text_stream("Hello", " there")
    stream = b"".join(frames)
    read_end, write_end = os.pipe()
    started_ns = time.monotonic_ns()
    signals = []
    written = False
    async for signal_ in read_pipe(read_end, stream[:70], started_ns):
        signals.append(signal_)
        if isinstance(signal_, Opened) and not written:
            written = True
            os.write(write_end, stream[70:])
            os.close(write_end)
    os.close(read_end)
    assert signals[0] == Started(started_ns)
    assert raw_bytes(signals) == stream
    assert ended_signal(signals).end is End.EOF
    stamps = [
        frame.at_ns for signal in signals if isinstance(signal, Arrived) for frame in signal.frames
    ]
    assert stamps == sorted(stamps)
    assert stamps[0] >= started_ns


async def test_a_last_event_without_its_blank_line_is_kept() -> None:
    read_end, write_end = os.pipe()
    os.close(write_end)
    head = b'data: {"type": "a"}\n\ndata: {"type": "b"}'
    signals = [signal async for signal in read_pipe(read_end, head, 1)]
    os.close(read_end)
    assert raw_bytes(signals) == head
    assert ended_signal(signals).end is End.EOF


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[Child]:
    """The children that are started from now on."""
    started: list[Child] = []
    start = Child.start

    async def start_and_remember(*arguments: str, pass_fds: tuple[int, ...]) -> Child:
        started.append(await start(*arguments, pass_fds=pass_fds))
        return started[-1]

    monkeypatch.setattr(Child, "start", start_and_remember)
    return started


async def test_the_child_ends_with_the_iterator(children: list[Child]) -> None:
    read_end, write_end = os.pipe()
    source = read_pipe(read_end, b'data: {"type": "a"}\n\n', 1)
    async for signal_ in source:
        if isinstance(signal_, Arrived):
            break
    (child,) = children
    assert child.is_alive
    await source.aclose()
    assert not child.is_alive
    os.close(read_end)
    os.close(write_end)


async def test_a_child_that_is_killed_is_reported(children: list[Child]) -> None:
    read_end, write_end = os.pipe()
    signals = []
    async for signal_ in read_pipe(read_end, b'data: {"type": "a"}\n\n', 1):
        signals.append(signal_)
        if isinstance(signal_, Arrived):
            os.kill(children[0].pid, signal.SIGKILL)
    os.close(read_end)
    os.close(write_end)
    problem = ended_signal(signals).problem
    assert problem
    assert problem.message == "the process that reads the pipe exited (signal 9)"
