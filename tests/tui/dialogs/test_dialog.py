"""The look of all dialogs."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from ppchat.tui.dialogs.dialog import Dialog
from ppchat.tui.widgets.key_bar import KeyBar


class Example(Dialog[None]):
    heading = "Evil [@click=app.quit]\x1b[31m title[/]"

    def contents(self) -> ComposeResult:
        yield Static("\n".join("line" for _ in range(40)), markup=False)


class Host(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Example())

    @property
    def text(self) -> str:
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 50)])
async def test_the_title_stands_in_the_edge_and_the_box_fits(size: tuple[int, int]) -> None:
    app = Host()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "Evil [@click=app.quit]␛[31m title[/]" in app.text
        box = app.screen.query_one("#box")
        assert app.screen.region.contains_region(box.region)
        assert box.region.height <= size[1]


async def test_a_message_takes_room_only_while_there_is_one() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        dialog, message = app.screen, app.screen.query_one("#message")
        assert isinstance(dialog, Example)
        assert not message.display
        dialog.show_message("no\x07")
        assert message.display
        assert "\x07" not in str(message.render())
        assert dialog.query(KeyBar)
