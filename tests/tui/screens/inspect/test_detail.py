"""The details of an event."""

from __future__ import annotations

import json
from typing import Any

from textual import on

from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.inspect.detail import Detail
from tests.support.hosts import Host, visible_lines
from tests.support.recordings import build_recording, message_events
from tests.support.until import until_idle


class DetailHost(Host):
    """A detail view, with the copies and checks requested in it."""

    def __init__(self, recording: Recording | None, position: int) -> None:
        self.detail = Detail()
        super().__init__(self.detail)
        self.recording, self.position = recording, position
        self.copied: list[str] = []
        self.checked: list[int] = []

    def on_ready(self) -> None:
        self.detail.recording = self.recording
        self.detail.position = self.position
        self.detail.focus()

    @on(Detail.Copied)
    def copy(self, message: Detail.Copied) -> None:
        self.copied.append(message.text)

    @on(Detail.CheckWanted)
    def check(self, message: Detail.CheckWanted) -> None:
        self.checked.append(message.n)


async def test_json_raw_and_change() -> None:
    host = DetailHost(build_recording(message_events()), 6)
    async with host.run_test(size=(70, 20)) as pilot:
        await pilot.pause()
        lines = visible_lines(host.detail)
        assert lines[0].split() == ["5", "▪", "response.output_text.delta"]
        assert lines[1].split()[:5] == ["0.322", "s", "Δ", "20.00", "ms"]
        assert lines[2].split() == ["json", "raw", "change"]
        assert '   "delta": " Piper",' in lines
        await pilot.press("2")
        assert visible_lines(host.detail)[4].startswith(" data: {")
        await pilot.press("3")
        assert ' • item 0, text: +6 characters " Piper", 11 in total' in visible_lines(host.detail)
        await pilot.press("y", "1", "y", "v")
        assert "Piper" in host.copied[0]
        assert json.loads(host.copied[1])["delta"] == " Piper"
        assert host.checked == [5]
        host.detail.show_check(5, ())
        await pilot.pause()
        assert "Matches" in visible_lines(host.detail)[3]


async def test_folding_by_key_and_by_mouse() -> None:
    host = DetailHost(build_recording(message_events()), 11)
    async with host.run_test(size=(70, 40)) as pilot:
        await pilot.pause()
        before = len([line for line in visible_lines(host.detail) if line])
        await pilot.press("j", "j", "enter")
        folded = visible_lines(host.detail)
        assert any("{…}" in line for line in folded)
        assert len([line for line in folded if line]) < before
        await pilot.click(Detail, offset=(3, 5))
        assert len([line for line in visible_lines(host.detail) if line]) == before


async def test_huge_values_are_shortened_and_large_frames_parsed_in_a_thread() -> None:
    image: dict[str, Any] = {"type": "x", "image": "A" * 10_000_000, "output_index": 0}
    host = DetailHost(build_recording([(1, image)]), 1)
    async with host.run_test(size=(70, 20)) as pilot:
        await pilot.pause()
        await until_idle(pilot)
        await pilot.pause()
        lines = visible_lines(host.detail)
        assert any("10.0 M characters" in line for line in lines)
        assert "10.0 MB" in lines[1]
        await pilot.press("2")
        assert "data: " in visible_lines(host.detail)[4]
        await pilot.press("end", "1", "j", "j", "enter")
        assert any("AAAA" in line for line in visible_lines(host.detail))


async def test_a_damaged_frame_shows_its_fault_and_bytes() -> None:
    host = DetailHost(build_recording([(1, b'data: {"a":\x1b]52;c;x\x07\xff\n\n')]), 1)
    async with host.run_test(size=(70, 20)) as pilot:
        await pilot.pause()
        lines = visible_lines(host.detail)
        assert "not UTF-8" in lines[2]
        assert "␛]52" in lines[3]


async def test_before_the_first_event_and_without_a_recording() -> None:
    for recording in (None, build_recording([]), build_recording(message_events())):
        host = DetailHost(recording, 0)
        async with host.run_test(size=(40, 20)) as pilot:
            await pilot.press("j", "k", "enter", "1", "2", "3", "y", "v")
            assert "Before the first event." in visible_lines(host.detail)[3]
            assert host.copied == []


async def test_long_texts_are_wrapped_to_the_width() -> None:
    text = "日本語のとても長い文です。" * 40
    host = DetailHost(build_recording([(1, {"type": "x", "text": text})]), 1)
    async with host.run_test(size=(30, 60)) as pilot:
        await pilot.pause()
        detail = host.detail
        for y in range(60):
            strip = detail.render_line(y)
            assert strip.cell_length == detail.scrollable_content_region.width
