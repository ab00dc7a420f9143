"""A command whose output is stamped and passed on."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from ppchat.adapters.capture.recorded_command import RecordedCommand


@pytest.fixture(autouse=True)
def interrupts() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


def test_output_is_passed_on_and_stamped() -> None:
    read_end, write_end = os.pipe()
    before_ns = time.monotonic_ns()
    running = RecordedCommand([sys.executable, "-c", "print('one')"], write_end)
    chunks = list(running.chunks())
    os.close(write_end)
    assert os.read(read_end, 100) == b"one\n"
    os.close(read_end)
    assert b"".join(data for _, data in chunks) == b"one\n"
    assert chunks[-1].data == b""
    stamps = [at_ns for at_ns, _ in chunks]
    assert before_ns <= running.t0_ns <= stamps[0]
    assert stamps == sorted(stamps)
    assert running.wait() == 0


def test_a_command_whose_output_nobody_reads_gets_sigpipe() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    endless = "import signal, os; signal.signal(13, 0)\nwhile True: os.write(1, b'x' * 999)"
    running = RecordedCommand([sys.executable, "-c", endless], write_end)
    assert list(running.chunks())[-1].data == b""
    os.close(write_end)
    assert running.output_closed
    assert running.wait() == -signal.SIGPIPE


def test_what_cannot_be_started_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        RecordedCommand(["no-such-command"], 1)
