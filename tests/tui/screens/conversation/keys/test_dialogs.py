"""Each dialog opens by its name, once at a time."""

from __future__ import annotations

from pathlib import Path

from ppchat.tui.dialogs.picker import Picker
from tests.support.chat_app import run_chat


async def test_a_dialog_that_is_open_is_not_opened_again(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None) as chat:
        for _ in range(2):
            await chat.app.run_action("dialog('api')", chat.screen)
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.pilot.pause()
        assert len(chat.app.screen_stack) == 2
