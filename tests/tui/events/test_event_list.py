"""The list: rows, runs, the cursor, following, marks, and any width."""

from __future__ import annotations

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from ppchat.tui.events.event_list import HEAD, EventList
from tests.support.hosts import Host, PanelHost, shown, until
from tests.support.made import MS, T0, message, recording, wire


def listed(made: Recording | None, position: int | None = None) -> EventList:
    widget = EventList(made)
    widget.set_reactive(EventList.position, len(made or ()) if position is None else position)
    return widget


async def test_a_short_stream_line_by_line() -> None:
    widget = listed(recording(message()), 6)
    async with Host(widget).run_test(size=(46, 16)) as pilot:
        widget.following = False
        await pilot.pause()
        lines = shown(widget)
    assert lines[0] == " Events 11                               at 5"
    assert lines[1].split() == ["#", "time", "s", "Δ", "ms", "event"]
    assert lines[2].split() == ["0", "0.030", "30", "○", "created"]
    assert lines[4].split()[:6] == ["2", "0.300", "269▲", "◇", "item.added", "message"]
    assert lines[6].split()[:6] == ["▌", "4-6", "0.342", "▪", "text.delta", "×2/3"]
    assert '"Pe' in lines[6]


async def test_wide_lists_show_item_and_size() -> None:
    widget = listed(recording(message()))
    async with Host(widget).run_test(size=(110, 16)) as pilot:
        await pilot.pause()
        lines = shown(widget)
    assert lines[1].split()[-2:] == ["item", "bytes"]
    assert "0 message" in lines[6]
    assert "output_text.delta ×3" in lines[6]
    assert '"Peter Piper picked"' in lines[6]


@pytest.mark.parametrize("width", [8, 20, 36, 44, 64, 80, 90, 200])
async def test_no_line_is_wider_than_the_list(width: int) -> None:
    events = message(["日本語 \x1b[31m", "🤦🏽‍♀️" * 40])
    events.append((900, {"type": "a type with spaces\x1b]0;x\x07 and escapes", "output_index": 3}))
    widget = listed(recording(events))
    async with Host(widget).run_test(size=(width, 20)) as pilot:
        await pilot.pause()
        for y in range(widget.size.height):
            strip = widget.render_line(y)
            assert strip.cell_length == widget.scrollable_content_region.width
            assert "\x1b" not in strip.text


async def test_moving_lets_go_of_the_end_and_takes_hold_of_it() -> None:
    host = PanelHost(recording(message(["a"] * 30)))
    async with host.run_test(size=(46, 24)) as pilot:
        await pilot.press("k")
        await until(pilot, lambda: host.kinds() == ["FollowChanged", "Moved"])
        await until(pilot, lambda: not host.panel.following)
        await pilot.press("G")
        await until(pilot, lambda: host.panel.following)
        await until(pilot, lambda: host.panel.position == 38)
        await pilot.press("g", "j", "right", "right", "right")
        await until(pilot, lambda: host.panel.position == 5)
        await pilot.press("shift+right", "left")
        await until(pilot, lambda: host.panel.position == 14)
        await pilot.press("F", "F")
        await until(pilot, lambda: host.panel.following)


async def test_enter_unfolds_a_run_then_opens_an_event() -> None:
    host = PanelHost(recording(message(["a"] * 9)))
    async with host.run_test(size=(46, 30)) as pilot:
        await pilot.press("g", "j", "j", "j", "j", "enter")
        events = host.panel.query_one(EventList)
        assert [line.split()[:2] for line in shown(events)[6:8]] == [["4", "0.302"], ["5", "0.322"]]
        await pilot.press("enter")
        await until(pilot, lambda: host.kinds()[-1] == "Opened")
        await pilot.press("t")
        assert len(events._rows or ()) == len(host.recording or ())
        await pilot.press("t")
        assert len(events._rows or ()) == 9


async def test_marks_are_set_and_found() -> None:
    host = PanelHost(recording(message(["a"] * 9)))
    async with host.run_test(size=(46, 30)) as pilot:
        await pilot.press("g", "m", "j", "j", "m", "G", "quotation_mark")
        await until(pilot, lambda: host.panel.position == 3)
        assert shown(host.panel.query_one(EventList))[4].startswith("●")
        await pilot.press("quotation_mark")
        await until(pilot, lambda: host.panel.position == 1)
        await pilot.press("n")
        await until(pilot, lambda: host.panel.position == 3)
        await pilot.press("m")
        assert host.recording is not None
        assert host.recording.marks == {0}


async def test_it_follows_a_stream_that_grows() -> None:
    made = recording(message()[:3], ended=False)
    host = PanelHost(made)
    async with host.run_test(size=(46, 20)) as pilot:
        for n in range(200):
            kind = "response.output_text.delta" if n % 2 else "x"
            data = wire({"type": kind, "delta": "y", "output_index": 0})
            made.extend([recording([(400 + n, data)]).frame(0)])
            if n % 20 == 0:
                host.panel.position = len(made)
                host.panel.recording_grew()
                await pilot.pause()
        host.panel.position = len(made)
        host.panel.recording_grew()
        await pilot.pause()
        events = host.panel.query_one(EventList)
        rows = [line for line in shown(events) if line]
        assert rows[0].split() == ["Events", "203", "follow", "▼"]
        assert rows[-1].split()[1] == "202"
        assert events.scroll_offset.y == 203 - (events.size.height - HEAD)


async def test_a_click_goes_to_a_row() -> None:
    host = PanelHost(recording(message(["a"] * 9)))
    async with host.run_test(size=(46, 24)) as pilot:
        await pilot.click(EventList, offset=(5, HEAD + 2))
        await until(pilot, lambda: host.panel.position == 3)
        await pilot.click(EventList, offset=(5, 0))
        await until(pilot, lambda: host.panel.following)


@pytest.mark.parametrize("timed", [True, False])
async def test_nothing_and_one_event(timed: bool) -> None:
    for made in (None, recording([], timed=timed), recording(message()[:1], timed=timed)):
        host = PanelHost(made)
        async with host.run_test(size=(46, 20)) as pilot:
            await pilot.press(*"jkgGtmF", "enter", "left", "right", "pageup", "pagedown")
            assert "Events" in shown(host.panel.query_one(EventList))[0]


async def test_without_times_there_are_no_columns_of_time() -> None:
    widget = listed(recording(message(), timed=False))
    async with Host(widget).run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        lines = shown(widget)
    assert "no times kept" in lines[0]
    assert lines[1].split() == ["#", "event"]


async def test_stamps_without_a_start_count_from_the_first_event() -> None:
    made = Recording(Request({}, ""))
    made.extend([recording([(n, {"type": "x"})]).frame(0) for n in (0, 250)])
    assert made.at_ns(1) - made.at_ns(0) == 250 * MS
    assert made.at_ns(0) == T0
    widget = listed(made)
    async with Host(widget).run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert shown(widget)[2].split()[:3] == ["0", "0.000", "0"]
