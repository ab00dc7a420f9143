"""Choosing one of many lines."""

from __future__ import annotations

from textual.app import App
from textual.widgets import OptionList

from ppchat.tui.dialogs.picker import Picker

LINES = ["why is the sky blue", "herons", "The Sky at night", "herons", "evil \x1b]52;c;x\x07"]


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.given: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(Picker(LINES, "Search"), self.given.append)

    @property
    def rows(self) -> list[str]:
        return [str(each.prompt) for each in self.screen.query_one(OptionList).options]


async def test_each_line_once_and_safe() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert len(app.rows) == 4
        assert not any("\x1b" in row or "\x07" in row for row in app.rows)


async def test_all_words_in_any_case_find() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(*"sky")
        await pilot.pause()
        assert app.rows == ["why is the sky blue", "The Sky at night"]
        await pilot.press("space", *"night")
        await pilot.pause()
        assert app.rows == ["The Sky at night"]
        await pilot.press("enter")
        assert app.given == ["The Sky at night"]


async def test_what_is_chosen_is_given_as_it_was() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("down", "down", "ctrl+r", "enter")
        assert app.given == [LINES[-1]]


async def test_nothing_is_given_where_nothing_is_found_or_wanted() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(*"quic", "enter")
        assert app.given == [None]
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("escape")
        assert app.given == [None]
