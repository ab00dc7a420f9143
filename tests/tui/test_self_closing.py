"""A screen closes itself and nothing else."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.binding import Binding

from ppchat.tui.self_closing import SelfClosing


class Card(SelfClosing[int]):
    """A screen that escape closes with its number."""

    BINDINGS = [Binding("escape", "close", "close")]  # noqa: RUF012

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def action_close(self) -> None:
        self.dismiss(self.number)


class Host(App[Any]):
    def __init__(self) -> None:
        super().__init__()
        self.first = Card(0)
        self.results: list[int | None] = []

    def get_default_screen(self) -> Card:
        return self.first


async def test_a_second_key_closes_no_other_screen() -> None:
    app = Host()
    async with app.run_test() as pilot:
        below, above = Card(1), Card(2)
        await app.push_screen(below, app.results.append)
        await app.push_screen(above, app.results.append)
        above.action_close()
        above.action_close()
        below.action_close()
        await pilot.pause()
        assert app.results == [2, 1]
        assert app.screen is app.first


async def test_a_covered_screen_stays() -> None:
    app = Host()
    async with app.run_test() as pilot:
        below, above = Card(1), Card(2)
        await app.push_screen(below, app.results.append)
        await app.push_screen(above, app.results.append)
        below.action_close()
        await pilot.pause()
        assert app.screen is above
        assert app.results == []


async def test_with_the_last_screen_the_app_ends() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("escape")
    assert app.return_code == 0
