"""What arrives on a pipe is stamped in a process of its own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen

import pytest

from ppchat.adapters.capture.stdin_stamps import read_stamped, start_early, wait_for_chunk

STAMPER = (
    "import sys; from ppchat.adapters.capture.stdin_stamps import stamp_chunks;"
    "stamp_chunks(*map(int, sys.argv[1:]))"
)


@contextmanager
def stamper() -> Iterator[tuple[int, int, Popen[bytes]]]:
    """A process that stamps: the end to write to, the end to read, and the process."""
    source, write_end = os.pipe()
    read_end, output = os.pipe()
    command = [sys.executable, "-c", STAMPER, str(source), str(output)]
    with Popen(command, pass_fds=(source, output), stderr=PIPE) as process:
        os.close(source)
        os.close(output)
        yield write_end, read_end, process
        assert process.stderr
        assert process.stderr.read() == b""


def test_chunks_keep_their_order_and_times() -> None:
    with stamper() as (write_end, read_end, process):
        chunks = read_stamped(read_end)
        before_ns = time.monotonic_ns()
        os.write(write_end, b"one")
        first = next(chunks)
        os.write(write_end, b"two")
        second = next(chunks)
        os.close(write_end)
        last = next(chunks)
        assert [data for _, data in (first, second, last)] == [b"one", b"two", b""]
        assert before_ns <= first[0] <= second[0] <= last[0] <= time.monotonic_ns()
        assert next(chunks, None) is None
        assert process.wait() == 0
    os.close(read_end)


def test_the_sender_does_not_wait_for_the_reader() -> None:
    size = 4 << 20  # far more than two pipes hold
    with stamper() as (write_end, read_end, _):
        for _ in range(size >> 16):
            os.write(write_end, b"x" * (1 << 16))
        os.close(write_end)
        assert sum(len(data) for _, data in read_stamped(read_end)) == size
    os.close(read_end)


def test_it_ends_with_its_reader_while_nothing_arrives() -> None:
    with stamper() as (write_end, read_end, process):
        os.close(read_end)
        assert process.wait() == 0
        os.close(write_end)


def test_waiting_ends_with_a_chunk_or_with_the_time() -> None:
    read_end, write_end = os.pipe()
    assert not wait_for_chunk(read_end, 0)
    os.write(write_end, b"x")
    assert wait_for_chunk(read_end, 10**9)
    os.close(read_end)
    os.close(write_end)


@pytest.mark.parametrize(
    ("arguments", "reads"),
    [
        (["inspect", "-"], True),
        (["check", "--json", "-"], True),
        (["compare", "a.jsonl", "-"], True),
        (["export", "a.jsonl", "-o", "-"], False),
        (["ask", "-"], False),
        (["check", "a.jsonl"], False),
        ([], False),
    ],
)
def test_stdin_is_read_early_only_where_it_is_the_input(
    arguments: list[str], reads: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[bool] = []
    monkeypatch.setattr(
        "ppchat.adapters.capture.stdin_stamps.start_stamps", lambda: started.append(True)
    )
    start_early(arguments)
    assert bool(started) is reads
