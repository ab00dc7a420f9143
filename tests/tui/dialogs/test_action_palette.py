"""The command palette, used faster than it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import App, SystemCommand
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList

from ppchat.tui.dialogs.action_palette import ActionPalette
from tests.support.until import until


class Host(App[None]):
    """An app with two commands; counts how often each runs."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        for name in ("first", "second"):
            yield SystemCommand(name, "", lambda name=name: self.runs.append(name))

    async def show(self, pilot: Pilot[None]) -> ActionPalette:
        """The palette with its commands listed."""
        palette = ActionPalette()
        await self.push_screen(palette)
        await until(pilot, lambda: palette.query_one(OptionList).option_count == 2)
        return palette


async def test_a_command_runs_once_however_often_enter_is_pressed() -> None:
    app = Host()
    async with app.run_test() as pilot:
        palette = await app.show(pilot)
        commands = palette.query_one(OptionList)
        for _ in range(3):
            commands.action_select()
        await until(pilot, lambda: app.screen is not palette)
        assert app.runs == ["first"]
        assert len(app.screen_stack) == 1


async def test_moving_by_a_page_in_a_hidden_list_does_nothing() -> None:
    app = Host()
    async with app.run_test() as pilot:
        palette = await app.show(pilot)
        commands = palette.query_one(OptionList)
        commands.display = False
        await until(pilot, lambda: not commands.size)
        await pilot.press("pageup", "pagedown")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not palette)
        assert app.runs == []
