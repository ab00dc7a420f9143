"""The event list: rows, runs, the cursor, following, marks, and any width."""

from __future__ import annotations

import pytest

from ppchat.core.inspect.event_rows import Depth
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from ppchat.tui.events.event_list import HEADER_LINES, EventList
from ppchat.tui.events.playhead import Playhead
from tests.support.hosts import Host, PanelHost, visible_lines
from tests.support.recordings import MS, T0_NS, build_recording, encode_sse, message_events
from tests.support.until import until


def event_list(recording: Recording | None, position: int | None = None) -> EventList:
    widget = EventList(recording)
    total = len(recording or ())
    playhead = Playhead(total) if position is None else Playhead(position, following=False)
    widget.set_reactive(EventList.playhead, playhead)
    return widget


async def test_a_short_stream_line_by_line() -> None:
    widget = event_list(build_recording(message_events()), 6)
    async with Host(widget).run_test(size=(46, 16)) as pilot:
        await pilot.pause()
        lines = visible_lines(widget)
    assert lines[0] == " Events 11                               at 5"
    assert lines[1].split() == ["#", "time", "s", "Δ", "ms", "event,", "deltas", "folded"]
    assert lines[2].split() == ["0", "0.030", "30", "○", "created", "gpt-x"]
    assert lines[4].split()[:6] == ["2", "0.300", "269▲", "◇", "item.added", "message"]
    assert lines[6].split()[:6] == ["▌", "4-6", "0.302", "▪", "text", "×2/3"]
    assert '"Pe' in lines[6]


async def test_the_cursor_of_the_terminal_is_on_the_row_of_the_cursor() -> None:
    """A screen reader reads the row where it is; Textual writes it with each update."""
    widget = event_list(build_recording(message_events()), 6)
    app = Host(widget)
    async with app.run_test(size=(46, 8)) as pilot:
        widget.focus()
        for key in ("home", "down", "down", "end", "up"):
            await pilot.press(key)
            await pilot.pause()
            x, y = app.cursor_position - widget.region.offset
            assert x == 0
            assert visible_lines(widget)[y].startswith("▌")


async def test_wide_lists_show_item_and_size() -> None:
    widget = event_list(build_recording(message_events()))
    async with Host(widget).run_test(size=(110, 16)) as pilot:
        await pilot.pause()
        lines = visible_lines(widget)
    assert lines[1].split()[-2:] == ["item", "bytes"]
    assert "0 message" in lines[6]
    assert "output_text.delta ×3" in lines[6]
    assert '"Peter Piper picked"' in lines[6]


@pytest.mark.parametrize("width", [8, 20, 36, 44, 64, 80, 90, 200])
async def test_no_line_is_wider_than_the_list(width: int) -> None:
    events = message_events(["日本語 \x1b[31m", "🤦🏽‍♀️" * 40])
    events.append((900, {"type": "a type with spaces\x1b]0;x\x07 and escapes", "output_index": 3}))
    widget = event_list(build_recording(events))
    async with Host(widget).run_test(size=(width, 20)) as pilot:
        await pilot.pause()
        for y in range(widget.size.height):
            strip = widget.render_line(y)
            assert strip.cell_length == widget.scrollable_content_region.width
            assert "\x1b" not in strip.text


async def test_moving_stops_following_and_the_last_event_follows_again() -> None:
    host = PanelHost(build_recording(message_events(["a"] * 30)))
    async with host.run_test(size=(46, 24)) as pilot:
        await pilot.press("k")
        await until(pilot, lambda: host.message_names() == ["Moved"])
        await until(pilot, lambda: not host.panel.playhead.following)
        await pilot.press("G")
        await until(pilot, lambda: host.panel.playhead.following)
        await until(pilot, lambda: host.panel.playhead.position == 38)
        await pilot.press("g", "j", "right", "right", "right")
        await until(pilot, lambda: host.panel.playhead.position == 5)
        await pilot.press("shift+right", "left")
        await until(pilot, lambda: host.panel.playhead.position == 14)
        await pilot.press("F")
        await until(pilot, lambda: host.panel.playhead == Playhead(38))
        await pilot.press("F")
        await until(pilot, lambda: host.panel.playhead == Playhead(38, following=False))


async def test_enter_unfolds_a_run_then_opens_an_event() -> None:
    host = PanelHost(build_recording(message_events(["a"] * 9)))
    async with host.run_test(size=(46, 30)) as pilot:
        await pilot.press("g", "j", "j", "j", "j", "enter")
        events = host.panel.query_one(EventList)
        assert [line.split()[:2] for line in visible_lines(events)[6:8]] == [
            ["4", "0.302"],
            ["5", "0.322"],
        ]
        await pilot.press("enter")
        await until(pilot, lambda: host.message_names()[-1] == "Opened")
        await pilot.press("t")
        assert len(events._rows or ()) == len(host.recording or ())
        await pilot.press("t")
        assert [line[6:8] for line in visible_lines(events)[2:4]] == ["-1", "-3"]
        await pilot.press("t")
        assert len(events._rows or ()) == 9


async def test_steps_take_one_row_until_they_are_unfolded() -> None:
    host = PanelHost(build_recording(message_events(["a"] * 9)), Depth.STEPS)
    async with host.run_test(size=(46, 30)) as pilot:
        events = host.panel.query_one(EventList)
        await pilot.pause()
        lines = visible_lines(events)
        assert lines[2].split() == ["0-1", "0.030", "30", "○", "created,", "in", "progress"]
        assert lines[3].split() == ["2-3", "0.300", "269▲", "◇", "message,", "part", "added"]
        assert lines[5].split()[3:7] == ["▪", "text", "…", "message"]
        await pilot.press("g", "left")
        assert "×1/2" in visible_lines(events)[2]
        await pilot.press("enter")
        lines = visible_lines(events)
        assert [line.split()[-2:] for line in lines[2:4]] == [
            ["created", "gpt-x"],
            ["○", "in_progress"],
        ]


async def test_marks_are_set_and_visited() -> None:
    host = PanelHost(build_recording(message_events(["a"] * 9)))
    async with host.run_test(size=(46, 30)) as pilot:
        await pilot.press("g", "m", "j", "j", "m", "G", "quotation_mark")
        await until(pilot, lambda: host.panel.playhead.position == 3)
        assert visible_lines(host.panel.query_one(EventList))[4].startswith("●")
        await pilot.press("quotation_mark")
        await until(pilot, lambda: host.panel.playhead.position == 1)
        await pilot.press("n")
        await until(pilot, lambda: host.panel.playhead.position == 3)
        await pilot.press("m")
        assert host.recording is not None
        assert host.marks.of(host.recording) == {0}


async def test_it_follows_a_stream_that_grows() -> None:
    recording = build_recording(message_events()[:3], end=None)
    host = PanelHost(recording)
    async with host.run_test(size=(46, 20)) as pilot:
        for n in range(200):
            kind = "response.output_text.delta" if n % 2 else "x"
            data = encode_sse({"type": kind, "delta": "y", "output_index": 0})
            recording.extend([build_recording([(400 + n, data)]).frame(0)])
            if n % 20 == 0:
                host.panel.playhead = Playhead(len(recording))
                host.panel.show_new_events()
                await pilot.pause()
        host.panel.playhead = Playhead(len(recording))
        host.panel.show_new_events()
        await pilot.pause()
        events = host.panel.query_one(EventList)
        rows = [line for line in visible_lines(events) if line]
        assert rows[0].split() == ["Events", "203", "follow", "▼"]
        assert rows[-1].split()[1] == "202"
        assert events.scroll_offset.y == 203 - (events.size.height - HEADER_LINES)


async def test_a_click_goes_to_a_row() -> None:
    host = PanelHost(build_recording(message_events(["a"] * 9)))
    async with host.run_test(size=(46, 24)) as pilot:
        await pilot.click(EventList, offset=(5, HEADER_LINES + 2))
        await until(pilot, lambda: host.panel.playhead.position == 3)
        await pilot.click(EventList, offset=(5, 0))
        await until(pilot, lambda: host.panel.playhead.following)


@pytest.mark.parametrize("timed", [True, False])
async def test_nothing_and_one_event(timed: bool) -> None:
    for recording in (
        None,
        build_recording([], timed=timed),
        build_recording(message_events()[:1], timed=timed),
    ):
        host = PanelHost(recording)
        async with host.run_test(size=(46, 20)) as pilot:
            await pilot.press(*"jkgGtmF", "enter", "left", "right", "pageup", "pagedown")
            assert "Events" in visible_lines(host.panel.query_one(EventList))[0]


async def test_without_times_there_are_no_columns_of_time() -> None:
    widget = event_list(build_recording(message_events(), timed=False))
    async with Host(widget).run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        lines = visible_lines(widget)
    assert "no timestamps" in lines[0]
    assert lines[1].split() == ["#", "event,", "deltas", "folded"]


async def test_stamps_without_a_start_count_from_the_first_event() -> None:
    recording = Recording(Request({}, ""))
    recording.extend([build_recording([(n, {"type": "x"})]).frame(0) for n in (0, 250)])
    assert recording.at_ns(1) - recording.at_ns(0) == 250 * MS
    assert recording.at_ns(0) == T0_NS
    widget = event_list(recording)
    async with Host(widget).run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert visible_lines(widget)[2].split()[:3] == ["0", "0.000", "0"]
