"""Signals applied to a recording: large frames are parsed in a thread, off the event loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.event import Event
from ppchat.core.stream.signals import Arrived, End, Ended, Request, Started
from ppchat.core.stream.sse import Frame
from ppchat.services.apply_signal import apply_signal
from tests.support.loopback import sse_frame, text_stream
from tests.support.threads import watch_parsing
from tests.support.until import TIMEOUT_S

LARGE = "x" * (3 << 20)
"""The text of a delta whose frame is large."""


@pytest.fixture
def parser_threads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The bytes of each parsed frame, and the thread that parsed it."""
    return watch_parsing(monkeypatch)


def arrived(*raw: bytes) -> Arrived:
    return Arrived(tuple(Frame(frame, 10 + n) for n, frame in enumerate(raw)))


async def test_a_large_frame_is_parsed_in_a_thread_and_stays_in_order(
    parser_threads: list[tuple[int, int]],
) -> None:
    frames = text_stream("one ", LARGE, " two")
    recording = Recording(Request({}, "u"))
    for signal in (Started(1), arrived(*frames), Ended(99, End.EOF)):
        await apply_signal(recording, signal)
    assert [frame.raw for frame in recording.frames()] == frames
    assert recording.response.text == f"one {LARGE} two"
    assert recording.ended is not None
    # The delta, and the three that repeat its text at the end.
    large = [thread for size, thread in parser_threads if size > len(LARGE)]
    assert len(large) == 4
    assert threading.get_ident() not in large


async def test_a_small_frame_needs_no_thread(parser_threads: list[tuple[int, int]]) -> None:
    recording = Recording(Request({}, "u"))
    await apply_signal(recording, arrived(*text_stream("Hel", "lo")))
    assert recording.response.text == "Hello"
    assert {thread for _, thread in parser_threads} == {threading.get_ident()}


async def test_the_event_loop_runs_while_a_large_frame_is_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsing, proceed = threading.Event(), threading.Event()
    original = Recording.parse

    def parse(recording: Recording, frame: Frame) -> Event:
        parsing.set()
        proceed.wait()
        return original(recording, frame)

    monkeypatch.setattr(Recording, "parse", parse)
    recording = Recording(Request({}, "u"))
    task = asyncio.create_task(apply_signal(recording, arrived(sse_frame(LARGE))))
    assert await asyncio.to_thread(parsing.wait, TIMEOUT_S)
    assert (len(recording), task.done()) == (0, False)
    proceed.set()
    await task
    assert len(recording) == 1
