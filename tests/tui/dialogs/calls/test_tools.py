"""Tools are switched by space and kept by enter."""

from __future__ import annotations

from textual.app import App

from ppchat.tui.dialogs.calls.tools import ToolRow, ToolsScreen
from tests.support.until import until

ROWS = [
    ToolRow("get_weather", "runs cat · The weather"),
    ToolRow("[b]", "", "must be a table"),
    ToolRow("search", "web search"),
]


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[str, ...] | None] = []

    def on_mount(self) -> None:
        self.push_screen(ToolsScreen(ROWS, ["search", "gone"]), self.kept.append)

    @property
    def text(self) -> str:
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_marks_show_what_is_on_and_what_cannot_be() -> None:
    app = Host()
    async with app.run_test(size=(60, 15)) as pilot:
        await until(pilot, lambda: "[x] search" in app.text)
        assert "[ ] get_weather" in app.text
        assert "must be a table" in app.text
        await pilot.press("space")
        await until(pilot, lambda: "[x] get_weather" in app.text)
        await pilot.press("down", "space")  # what cannot be used is passed over
        await until(pilot, lambda: "[ ] search" in app.text)
        await pilot.press("enter")
        await until(pilot, lambda: app.kept == [("gone", "get_weather")])


async def test_escape_changes_nothing() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("space", "escape")
        await until(pilot, lambda: app.kept == [None])
