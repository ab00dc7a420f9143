"""The timeline: lanes, waiting, the axis, the cursor, zoom."""

from __future__ import annotations

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.events.timeline import Timeline
from tests.support.hosts import Host, PanelHost, visible_lines
from tests.support.recordings import MS, T0_NS, build_recording, item_added, message_events
from tests.support.until import until


def timeline(recording: Recording, position: int | None = None) -> Timeline:
    widget = Timeline(recording)
    widget.styles.padding = 0
    widget.styles.height = 8
    position = len(recording) if position is None else position
    widget.set_reactive(Timeline.playhead, Playhead(position, following=False))
    return widget


async def test_lanes_axis_and_gaps() -> None:
    widget = timeline(build_recording(message_events(["a"] * 30, gap_ms=20)))
    async with Host(widget).run_test(size=(73, 10)) as pilot:
        await pilot.pause()
        lines = visible_lines(widget)
    assert lines[0].startswith("wait         ░")
    assert "▒" in lines[0]
    assert lines[1].startswith("message      ")
    assert all(char in " ┊" or "⠀" <= char <= "⣿" for char in lines[1][13:])
    assert lines[2].split()[:2] == ["0", "s"]
    assert lines[3].startswith("gaps")
    assert lines[4].split() == ["p50", "20", "p95", "20", "max", "20", "ms"]


async def test_its_own_height_follows_the_lanes() -> None:
    grown = build_recording([item_added(100 * n, n, "message") for n in range(3)])
    growing = build_recording([], end=None)
    widget = timeline(growing)
    widget.styles.height = "auto"
    async with Host(widget).run_test(size=(73, 12)) as pilot:
        for n in range(3):
            growing.extend([grown.frame(n)])
            widget.show_new_events()
            await until(pilot, lambda n=n: widget.size.height == n + 5)  # type: ignore[misc]
        widget.recording = build_recording(message_events())
        await until(pilot, lambda: widget.size.height == 5)


async def test_at_its_own_height_one_lane_has_all_its_figures() -> None:
    widget = timeline(build_recording(message_events(["a"] * 30, gap_ms=20)))
    widget.styles.height = "auto"
    async with Host(widget).run_test(size=(73, 10)) as pilot:
        await pilot.pause()
        assert visible_lines(widget)[-1].split() == ["p50", "20", "p95", "20", "max", "20", "ms"]


async def test_the_time_and_event_of_the_cursor_are_shown() -> None:
    widget = timeline(build_recording(message_events(["a"] * 30)), 10)
    async with Host(widget).run_test(size=(100, 10)) as pilot:
        await pilot.pause()
        lines = visible_lines(widget)
        assert "▲" in lines[2]
        assert "0.402 s  event 9 of 38  output_text.delta" in lines[4]
        await pilot.hover(Timeline, offset=(99, 1))
        assert "event 37 of 38" in visible_lines(widget)[4]


async def test_zoom_pan_and_fit() -> None:
    widget = timeline(build_recording(message_events(["a"] * 30)), 20)
    async with Host(widget).run_test(size=(100, 10)) as pilot:
        await pilot.pause()
        full = visible_lines(widget)[2]
        widget.focus()
        await pilot.press("up", "up", "up")
        magnified = visible_lines(widget)[2]
        assert magnified != full
        assert "0.6" in magnified
        await pilot.press("h")
        assert visible_lines(widget)[2] != magnified
        await pilot.press("0")
        assert visible_lines(widget)[2] == full
        await pilot.press("down")
        assert visible_lines(widget)[2] == full


async def test_a_click_and_keys_move_the_cursor() -> None:
    host = PanelHost(build_recording(message_events(["a"] * 30)))
    async with host.run_test(size=(46, 24)) as pilot:
        widget = host.panel.query_one(Timeline)
        await pilot.click(Timeline, offset=(14 + 16, 2))
        assert 2 < host.panel.playhead.position < 20
        position = host.panel.playhead.position
        widget.focus()
        await pilot.press("right", "right", "left")
        await until(pilot, lambda: host.panel.playhead.position == position + 1)
        await pilot.press("home")
        await until(pilot, lambda: host.panel.playhead.position == 0)


async def test_the_wait_grows_with_the_clock() -> None:
    widget = timeline(build_recording([], end=None, opened_ms=None))
    async with Host(widget).run_test(size=(73, 10)) as pilot:
        widget.now_ns = T0_NS + 2000 * MS
        await pilot.pause()
        lines = visible_lines(widget)
    assert lines[0][13:] == "▒" * 60
    assert "1.5" in "".join(lines)


async def test_a_filter_dims_the_other_events() -> None:
    widget = timeline(build_recording(message_events(["a"] * 30)))
    async with Host(widget).run_test(size=(73, 10)) as pilot:
        await pilot.pause()
        before = [segment.style for segment in widget.render_line(1)]
        widget.keep = lambda _, n: n == 20
        await pilot.pause()
        assert [segment.style for segment in widget.render_line(1)] != before


@pytest.mark.parametrize("height", [1, 2, 3, 5, 8, 14])
@pytest.mark.parametrize("width", [5, 20, 44, 120])
async def test_any_size_any_times(width: int, height: int) -> None:
    overlapping = [
        (ms, {"type": "response.output_text.delta", "delta": "x", "output_index": n % 9})
        for n, ms in enumerate([5, 5, 5, 900, 2, 1e7, -4, 30, 30, 30, 8, 9])
    ]
    for recording in (
        build_recording([]),
        build_recording(message_events()[:1]),
        build_recording(overlapping, end=None),
        build_recording(overlapping, timed=False),
    ):
        widget = timeline(recording, len(recording) // 2)
        widget.styles.height = height
        async with Host(widget).run_test(size=(width, 16)) as pilot:
            await pilot.pause()
            assert len(visible_lines(widget)) == height
            for y in range(height):
                assert widget.render_line(y).cell_length <= width
