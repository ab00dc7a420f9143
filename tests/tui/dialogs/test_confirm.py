"""A question with two answers."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.widgets import Static

from ppchat.tui.dialogs.confirm import Confirm


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.given: list[bool | None] = []

    def on_mount(self) -> None:
        about = "https://example.org/[@click=app.quit]\x1b]52;c;x\x07"
        self.push_screen(Confirm("Open this?", about), self.given.append)


@pytest.mark.parametrize(
    ("key", "answer"), [("enter", True), ("y", True), ("escape", False), ("n", False)]
)
async def test_each_key_answers(key: str, answer: bool) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert app.given == [answer]


async def test_what_it_is_about_is_shown_safely_and_is_no_markup() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        shown = str(app.screen.query_one(Static).content)
        assert "[@click=app.quit]" in shown
        assert "\x1b" not in shown
