"""The top line of the inspector at any width."""

from __future__ import annotations

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.inspect.metrics_line import MetricsLine
from tests.support.hosts import Host
from tests.support.recordings import build_recording, message_events
from tests.support.showcase import cited_search, parallel_calls


async def line(recording: Recording | None, width: int, state: str = "") -> str:
    widget = MetricsLine()
    async with Host(widget).run_test(size=(width, 3)) as pilot:
        widget.recording = recording
        widget.playback_state = state
        await pilot.pause()
        return str(widget.render())


async def test_outcome_and_metrics() -> None:
    text = await line(build_recording(message_events()), 140, "▶ 2×")
    assert text.startswith("inspect  gpt-x  Responses  resp_1   completed   ▶ 2×")
    assert "TTFT 302 ms" in text
    assert "ICL p50 20 ms" in text


async def test_what_was_sent_of_the_conversation() -> None:
    recording = build_recording(message_events(), body={"input": "Hi"})
    assert "sent 1 message" in await line(recording, 140)


async def test_the_protocol() -> None:
    assert "m-1  Chat Completions   completed" in await line(parallel_calls(), 80)
    assert "m-1  Messages   completed" in await line(cited_search(), 80)


@pytest.mark.parametrize("width", [20, 50, 80, 160])
async def test_it_keeps_to_its_width(width: int) -> None:
    for recording in (
        None,
        build_recording(message_events()),
        build_recording([], timed=False),
        build_recording(message_events()[:3]),
    ):
        text = await line(recording, width)
        head = text.split("   ")[0]
        assert len(text) <= max(width, len(head) + 20)


async def test_a_live_stream_and_one_without_timestamps() -> None:
    assert "● streaming" in await line(build_recording(message_events()[:3], end=None), 80)
    assert "no timestamps" in await line(build_recording(message_events(), timed=False), 80)
    assert "cut off" in await line(build_recording(message_events()[:3]), 80)
