"""The header of the event details."""

from __future__ import annotations

import pytest
from textual.color import Color

from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.inspect.detail_header import (
    HEADER_LINES,
    MODES,
    TAB_LINE,
    header_segments,
    mode_at,
)
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.themes import DARK
from tests.support.recordings import build_recording, message_events

STYLES = EventStyles(DARK.to_color_system().generate(), Color.parse("#101010"))


def header(recording: Recording | None, n: int, mode: str = "json") -> list[str]:
    return [
        "".join(segment.text for segment in header_segments(recording, n, mode, y, STYLES))
        for y in range(HEADER_LINES)
    ]


def test_type_timing_and_tabs() -> None:
    lines = header(build_recording(message_events()), 5)
    assert lines[0] == " 5  ▪ response.output_text.delta"
    assert lines[1].startswith(" 0.322 s  Δ 20.00 ms")
    assert lines[2] == "  json  raw  change "


@pytest.mark.parametrize(
    "recording", [None, build_recording([])], ids=["no recording", "no events"]
)
def test_without_an_event_there_is_a_title_only(recording: Recording | None) -> None:
    assert header(recording, -1) == [" Details", "", ""]


def test_a_fault_is_beside_the_tabs_and_a_foreign_type_is_sanitized() -> None:
    recording = build_recording([(1, b"data: \xff\x1b\n\n"), (2, {"type": "\x1b]0;x\x07"})])
    assert "  ! " in header(recording, 0)[TAB_LINE]
    assert header(recording, 1)[0] == " 1  ? ␛]0;x␇"


@pytest.mark.parametrize("mode", MODES)
def test_a_click_on_a_tab_is_a_click_on_its_mode(mode: str) -> None:
    recording = build_recording(message_events())
    x = 0
    for segment in header_segments(recording, 0, mode, TAB_LINE, STYLES):
        for _ in segment.text:
            assert mode_at(x) == (segment.text.strip() or None)
            x += 1
        reverse = segment.style is not None and bool(segment.style.reverse)
        assert reverse is (segment.text.strip() == mode)
    assert mode_at(x) is mode_at(-1) is None
