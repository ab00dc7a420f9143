"""Filter and jump, in the panel beside the chat."""

from __future__ import annotations

from ppchat.tui.events.command_line import AskLine
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.event_panel import EventPanel
from tests.support.hosts import PanelHost, shown, until
from tests.support.made import message, recording


def hint(panel: EventPanel) -> str:
    return str(panel.query_one(".ask-hint").render())


async def test_a_filter_is_applied_as_it_is_typed() -> None:
    host = PanelHost(recording(message(["a"] * 9)))
    async with host.run_test(size=(60, 30)) as pilot:
        await pilot.press("slash", *"family:it")
        assert "family:item" in hint(host.panel)
        await pilot.press("tab")
        await until(pilot, lambda: host.panel.filter_text == "family:item")
        await pilot.press("enter")
        assert not host.panel.query_one(AskLine).display
        lines = shown(host.panel.query_one(EventList))
        assert lines[0].startswith(" Events 17  4 hits  / family:item")
        assert [line.split()[0].strip("▌") or line.split()[1] for line in lines[2:6]] == [
            "2",
            "3",
            "14",
            "15",
        ]
        await pilot.press("slash", "escape")
        await until(pilot, lambda: host.panel.keep is None)
        assert shown(host.panel.query_one(EventList))[0].startswith(" Events 17  ")


async def test_a_mistake_is_told_and_the_line_stays() -> None:
    host = PanelHost(recording(message()))
    async with host.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"type:a gapp>2", "enter")
        assert host.panel.query_one(AskLine).display
        assert hint(host.panel).startswith("       ▔▔▔▔ no such key: gapp")
        await pilot.press("escape")
        await until(pilot, lambda: host.panel.query_one(EventList).has_focus)


async def test_jumping_to_a_number_and_to_a_time() -> None:
    host = PanelHost(recording(message(["a"] * 9)))
    async with host.run_test(size=(60, 30)) as pilot:
        await pilot.press("colon", *"7", "enter")
        await until(pilot, lambda: host.panel.position == 8)
        await until(pilot, lambda: not host.panel.following)
        await pilot.press("colon", *"0.3s", "enter")
        await until(pilot, lambda: host.panel.position == 3)
        await pilot.press("colon", *"99", "enter")
        assert "the last event is 16" in hint(host.panel)
        await pilot.press("escape")
        await until(pilot, lambda: host.panel.position == 3)


async def test_no_hits() -> None:
    host = PanelHost(recording(message()))
    async with host.run_test(size=(60, 30)) as pilot:
        await pilot.press("slash", *"gap>9s", "enter")
        lines = shown(host.panel.query_one(EventList))
        assert "0 hits" in lines[0]
        assert lines[2] == " No event fits"
        await pilot.press("j", "k", "g", "enter", "m", "t")
