"""The bytes of a body → frames: each with its time, none twice, the last one known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ppchat.adapters.openai.frame_stamper import FrameStamper
from ppchat.core.stream.json_lines import LineSplitter
from tests.support.loopback import hello_request, text_stream

REQUEST = hello_request("http://127.0.0.1:1/v1")
FRAMES = text_stream("Sure", "!")


def test_a_frame_has_the_time_of_the_chunk_that_completes_it() -> None:
    stamper = FrameStamper(REQUEST)
    first, second = FRAMES[:2]
    assert stamper.feed(first[:9], 1) == ()
    frames = stamper.feed(first[9:] + second, 2)
    assert [(frame.raw, frame.at_ns) for frame in frames] == [(first, 2), (second, 2)]


def test_what_follows_the_last_blank_line_is_a_frame_too() -> None:
    stamper = FrameStamper(REQUEST)
    stamper.feed(b"data: {", 1)
    assert [(frame.raw, frame.at_ns) for frame in stamper.flush(2)] == [(b"data: {", 2)]
    assert stamper.flush(3) == ()


def test_the_last_event_is_known_by_its_type_and_not_by_its_text() -> None:
    stamper = FrameStamper(REQUEST)
    quoting = text_stream("it ends with response.completed")
    stamper.feed(b"".join(quoting[:-1]), 1)
    assert stamper.terminal_ns == 0
    stamper.feed(quoting[-1], 2)
    stamper.feed(b": a comment\n\n", 3)
    assert stamper.terminal_ns == 2


@pytest.mark.parametrize("last_seen", [0, 3])
def test_a_resumed_stream_repeats_nothing(last_seen: int) -> None:
    stamper = FrameStamper(replace(REQUEST, resume=("resp_1", last_seen)))
    frames = stamper.feed(b"".join(FRAMES), 1)
    assert [frame.raw for frame in frames] == FRAMES[last_seen + 1 :]


def test_each_line_of_json_is_a_frame() -> None:
    stamper = FrameStamper(REQUEST)
    stamper.splitter = LineSplitter()
    assert [frame.raw for frame in stamper.feed(b'{"a": 1}\n{"a"', 1)] == [b'data: {"a": 1}\n\n']
