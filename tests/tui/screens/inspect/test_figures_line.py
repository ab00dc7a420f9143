"""The top line of the inspector, at any width."""

from __future__ import annotations

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.inspect.figures_line import FiguresLine
from tests.support.hosts import Host
from tests.support.made import message, recording


async def line(made: Recording | None, width: int, state: str = "") -> str:
    widget = FiguresLine()
    async with Host(widget).run_test(size=(width, 3)) as pilot:
        widget.recording = made
        widget.state = state
        await pilot.pause()
        return str(widget.render())


async def test_verdict_and_figures() -> None:
    shown = await line(recording(message()), 120, "▶ 2×")
    assert shown.startswith("inspect  gpt-x  resp_1   completed   ▶ 2×")
    assert "TTFT 302 ms" in shown
    assert "ICL p50 20 ms" in shown


@pytest.mark.parametrize("width", [20, 50, 80, 160])
async def test_it_keeps_to_its_width(width: int) -> None:
    for made in (None, recording(message()), recording([], timed=False), recording(message()[:3])):
        shown = await line(made, width)
        head = shown.split("   ")[0]
        assert len(shown) <= max(width, len(head) + 20)


async def test_what_still_streams_and_what_kept_no_times() -> None:
    assert "● streaming" in await line(recording(message()[:3], ended=False), 80)
    assert "no times kept" in await line(recording(message(), timed=False), 80)
    assert "cut off" in await line(recording(message()[:3]), 80)
