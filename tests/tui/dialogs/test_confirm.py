"""A yes-or-no question."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.widgets import Static

from ppchat.tui.dialogs.confirm import Confirm


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.answers: list[bool | None] = []

    def on_mount(self) -> None:
        details = "https://example.org/[@click=app.quit]\x1b]52;c;x\x07"
        self.push_screen(Confirm("Open this?", details), self.answers.append)


@pytest.mark.parametrize(
    ("key", "answer"), [("enter", True), ("y", True), ("escape", False), ("n", False)]
)
async def test_each_key_answers(key: str, answer: bool) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert app.answers == [answer]


async def test_the_details_are_sanitized_and_not_markup() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        text = str(app.screen.query_one(Static).content)
        assert "[@click=app.quit]" in text
        assert "\x1b" not in text
