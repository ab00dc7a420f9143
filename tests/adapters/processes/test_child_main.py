"""The child's side of the pipes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest

from ppchat.adapters.processes import child_main
from ppchat.adapters.processes.child_main import Outbox
from ppchat.adapters.processes.messages import Message, MessageDecoder
from ppchat.core.stream.signals import Arrived, End, Ended, Started
from ppchat.core.stream.sse import Frame


async def sent(*messages: tuple[int, Message]) -> list[tuple[int, Message]]:
    """What arrives of messages sent at once."""
    read_end, write_end = os.pipe()
    outbox = await Outbox.open(os.fdopen(write_end, "wb"))
    for number, message in messages:
        outbox.put(number, message)
    await outbox.aclose()
    with os.fdopen(read_end, "rb") as pipe:
        return MessageDecoder().feed(pipe.read())


def frame(number: int) -> Frame:
    return Frame(b"data: %d\n\n" % number, number)


async def test_frames_are_batched_by_stream_and_keep_their_place_in_it() -> None:
    ended = Ended(9, End.EOF)
    messages: list[tuple[int, Message]] = [
        (1, Started(1)),
        (1, Arrived((frame(1),))),
        (2, Arrived((frame(2),))),
        (1, Arrived((frame(3),))),
        (1, ended),
        (2, Arrived((frame(4), frame(5)))),
    ]
    received = await sent(*messages)
    assert [message for number, message in received if number == 1] == [
        Started(1),
        Arrived((frame(1), frame(3))),
        ended,
    ]
    assert [message for number, message in received if number == 2] == [
        Arrived((frame(2), frame(4), frame(5)))
    ]


async def test_a_full_batch_is_sent_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_main, "_BATCH", 2)
    received = await sent(*((1, Arrived((frame(number),))) for number in range(5)))
    assert received == [
        (1, Arrived((frame(0), frame(1)))),
        (1, Arrived((frame(2), frame(3)))),
        (1, Arrived((frame(4),))),
    ]


async def test_an_outbox_closes_after_its_reader_has_exited() -> None:
    read_end, write_end = os.pipe()
    outbox = await Outbox.open(os.fdopen(write_end, "wb"))
    os.close(read_end)
    outbox.put(1, Started(1))
    await asyncio.wait_for(outbox.aclose(), 60)


def test_a_stray_print_does_not_get_between_the_messages() -> None:
    code = (
        "from ppchat.adapters.processes.child_main import take_stdout;"
        "output = take_stdout(); print('stray', flush=True); output.write(b'message')"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (result.stdout, result.stderr) == (b"message", b"stray\n")
