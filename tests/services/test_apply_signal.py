"""Frames on their way into a recording: the large ones are understood beside the app's loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Ended, Request, Started
from ppchat.core.stream.sse import Frame
from ppchat.services import apply_signal as intake
from ppchat.services.apply_signal import take_in
from tests.support.chat_app import PATIENCE_S
from tests.support.loopback import sse, text_stream

LARGE = "x" * (3 << 20)
"""The text of a delta whose frame is large."""


@pytest.fixture
def parsed_in(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The threads in which `take_in` had frames parsed for itself."""
    threads: list[int] = []
    understood = intake.event

    def event(n: int, frame: Frame) -> object:
        threads.append(threading.get_ident())
        return understood(n, frame)

    monkeypatch.setattr(intake, "event", event)
    return threads


def arrived(*raw: bytes) -> Arrived:
    return Arrived(tuple(Frame(each, 10 + n) for n, each in enumerate(raw)))


async def test_a_large_frame_is_parsed_beside_the_loop_and_stays_in_its_place(
    parsed_in: list[int],
) -> None:
    frames = text_stream("one ", LARGE, " two")
    recording = Recording(Request({}, "u"))
    for signal in (Started(1), arrived(*frames), Ended(99, End.EOF)):
        await take_in(recording, signal)
    assert [frame.raw for frame in recording.frames()] == frames
    assert recording.turn.text == f"one {LARGE} two"
    assert recording.ended is not None
    # The delta, and the three that repeat its text at the end.
    assert len(parsed_in) == 4
    assert threading.get_ident() not in parsed_in


async def test_what_is_small_needs_no_other_thread(parsed_in: list[int]) -> None:
    recording = Recording(Request({}, "u"))
    await take_in(recording, arrived(*text_stream("Hel", "lo")))
    assert (recording.turn.text, parsed_in) == ("Hello", [])


async def test_the_loop_goes_on_while_a_large_frame_is_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsing, go_on = threading.Event(), threading.Event()
    understood = intake.event

    def event(n: int, frame: Frame) -> object:
        parsing.set()
        go_on.wait()
        return understood(n, frame)

    monkeypatch.setattr(intake, "event", event)
    recording = Recording(Request({}, "u"))
    task = asyncio.create_task(take_in(recording, arrived(sse(LARGE))))
    assert await asyncio.to_thread(parsing.wait, PATIENCE_S)
    assert (len(recording), task.done()) == (0, False)
    go_on.set()
    await task
    assert len(recording) == 1
