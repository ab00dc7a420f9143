"""A picker with a preview, in terminals of any height."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.widgets import OptionList, Static

from ppchat.tui.dialogs.choice import Choice
from ppchat.tui.dialogs.prompts.preview_picker import PreviewPicker
from tests.support.until import until


@pytest.mark.parametrize(
    ("size", "shown"), [((120, 36), True), ((80, 24), True), ((60, 15), False)]
)
async def test_the_text_is_shown_where_there_is_room(size: tuple[int, int], shown: bool) -> None:
    app: App[None] = App()
    async with app.run_test(size=size) as pilot:
        choices = [Choice(str(n), f"choice {n}") for n in range(40)]
        picker = PreviewPicker(choices, "Heading", "Hint", lambda name: f"text of {name}\x1b[2J")
        app.push_screen(picker)
        await until(pilot, lambda: picker.query(OptionList) and picker.query("#preview"))
        preview = picker.query_one("#preview", Static)
        await pilot.press("down")
        await until(pilot, lambda: str(preview.content) == "text of 1␛[2J")
        assert preview.display == shown
        assert picker.query_one(OptionList).size.height >= 4
        assert picker.query_one("#box").region.bottom <= size[1]
