"""The row of files alone; with the prompt it is tested in `test_prompt_files.py`."""

from __future__ import annotations

from textual.app import App, ComposeResult

from ppchat.core.dialects.attachments import Attachment
from ppchat.tui.screens.conversation.attachments.tray import AttachmentTray

FILES = tuple(Attachment(f"{name}.txt", "text/plain", b"x") for name in "abc")


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield AttachmentTray()


async def test_the_new_file_is_chosen_and_the_choice_stays_in_range() -> None:
    async with Host().run_test(size=(60, 10)) as pilot:
        tray = pilot.app.query_one(AttachmentTray)
        tray.action_remove()
        tray.drop(-1)
        tray.files = FILES
        assert tray.chosen == 2
        tray.action_choose(1)
        assert tray.chosen == 2
        tray.action_remove()
        assert (tray.files, tray.chosen) == (FILES[:2], 1)
        tray.action_choose(-5)
        tray.action_remove()
        assert tray.files == FILES[1:2]


async def test_it_takes_as_many_rows_as_it_needs() -> None:
    async with Host().run_test(size=(30, 10)) as pilot:
        tray = pilot.app.query_one(AttachmentTray)
        tray.files = FILES
        tray.reading = ("d.txt",)
        await pilot.pause()
        assert tray.size.height == 2
        assert "d.txt" in str(tray.render())
        tray.files = tray.reading = ()
        await pilot.pause()
        assert not tray.display
