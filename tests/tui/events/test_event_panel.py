"""Filtering and jumping in the event panel."""

from __future__ import annotations

import pytest

from ppchat.tui.events.command_line import CommandLine
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.event_panel import EventPanel
from ppchat.tui.events.timeline import Timeline
from tests.support.hosts import PanelHost, visible_lines
from tests.support.recordings import build_recording, message_events
from tests.support.until import until


def hint(panel: EventPanel) -> str:
    return str(panel.query_one(".command-hint").render())


async def test_a_filter_is_applied_as_it_is_typed() -> None:
    host = PanelHost(build_recording(message_events(["a"] * 9)))
    async with host.run_test(size=(60, 30)) as pilot:
        await pilot.press("slash", *"family:it")
        assert "family:item" in hint(host.panel)
        await pilot.press("tab")
        await until(pilot, lambda: host.panel.filter_text == "family:item")
        await pilot.press("enter")
        assert not host.panel.query_one(CommandLine).display
        lines = visible_lines(host.panel.query_one(EventList))
        assert lines[0].startswith(" Events 17  4 hits  / family:item")
        assert [line.split()[0].strip("▌") or line.split()[1] for line in lines[2:6]] == [
            "2",
            "3",
            "14",
            "15",
        ]
        await pilot.press("slash", "escape")
        await until(pilot, lambda: host.panel.keep is None)
        assert visible_lines(host.panel.query_one(EventList))[0].startswith(" Events 17  ")


async def test_an_error_is_shown_and_the_line_stays_open() -> None:
    host = PanelHost(build_recording(message_events()))
    async with host.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"type:a gapp>2", "enter")
        assert host.panel.query_one(CommandLine).display
        assert hint(host.panel).startswith("       ▔▔▔▔ unknown key: gapp")
        await pilot.press("escape")
        await until(pilot, lambda: host.panel.query_one(EventList).has_focus)


async def test_jumping_to_a_number_and_to_a_time() -> None:
    host = PanelHost(build_recording(message_events(["a"] * 9)))
    async with host.run_test(size=(60, 30)) as pilot:
        await pilot.press("colon", *"7", "enter")
        await until(pilot, lambda: host.panel.playhead.position == 8)
        await until(pilot, lambda: not host.panel.playhead.following)
        await pilot.press("colon", *"0.3s", "enter")
        await until(pilot, lambda: host.panel.playhead.position == 3)
        await pilot.press("colon", *"99", "enter")
        assert "the last event is 16" in hint(host.panel)
        await pilot.press("escape")
        await until(pilot, lambda: host.panel.playhead.position == 3)


async def test_no_hits() -> None:
    host = PanelHost(build_recording(message_events()))
    async with host.run_test(size=(60, 30)) as pilot:
        await pilot.press("slash", *"gap>9s", "enter")
        lines = visible_lines(host.panel.query_one(EventList))
        assert "0 hits" in lines[0]
        assert lines[2] == " No matching events"
        await pilot.press("j", "k", "g", "enter", "m", "t")


@pytest.mark.parametrize(("height", "timeline"), [(10, 0), (18, 5), (30, 6), (46, 6)])
async def test_where_it_is_low_the_events_have_the_room(height: int, timeline: int) -> None:
    host = PanelHost(build_recording(message_events()))
    async with host.run_test(size=(46, 46)) as pilot:
        await pilot.resize_terminal(46, height)
        await pilot.pause()
        chart = host.panel.query_one(Timeline)
        assert (chart.outer_size.height if chart.display else 0) == timeline
        assert host.panel.query_one(EventList).size.height == height - timeline
