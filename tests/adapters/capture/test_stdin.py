"""Whether a stream still arrives on stdin, or was saved before."""

from __future__ import annotations

import os
from threading import Thread

import pytest

from ppchat.adapters.capture import stdin
from ppchat.adapters.capture.stdin import stamped_stdin
from ppchat.core.formats.chunks import Chunk

MS = 1_000_000


def encode(at_ns: int, data: bytes) -> bytes:
    return at_ns.to_bytes(8, "little") + len(data).to_bytes(4, "little") + data


@pytest.mark.parametrize(
    ("chunks", "is_live"),
    [
        ([(1, b"a"), (2 * MS, b"b"), (3 * MS, b"")], False),
        ([(1, b"a"), (400 * MS, b"b"), (900 * MS, b"")], True),
        ([(1, b"a" * 2_000_000), (400 * MS, b"")], False),
        ([(1, b"a")], True),
        ([(1, b"")], False),
    ],
    ids=["at once", "in time", "large", "waiting", "empty"],
)
def test_times_of_a_saved_stream_say_nothing(
    chunks: list[tuple[int, bytes]], is_live: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_end, write_end = os.pipe()

    def write() -> None:  # what is written may be more than a pipe holds
        with os.fdopen(write_end, "wb", closefd=False) as pipe:
            pipe.writelines(encode(*chunk) for chunk in chunks)

    writer = Thread(target=write)
    writer.start()
    monkeypatch.setattr(stdin, "start_stamps", lambda: read_end)
    stamped = stamped_stdin()
    assert stamped
    assert stamped[1] is is_live
    assert next(stamped[0]) == Chunk(*chunks[0])
    writer.join()
    os.close(write_end)
    os.close(read_end)


def test_what_is_no_pipe_has_no_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stdin, "start_stamps", lambda: None)
    assert stamped_stdin() is None
