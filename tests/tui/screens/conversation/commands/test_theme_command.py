"""The command that changes the theme."""

from __future__ import annotations

from pathlib import Path

from ppchat.adapters.memory.theme import load_theme
from ppchat.tui.screens.conversation.commands.theme_command import theme_names
from tests.support.chat_app import run_chat
from tests.support.until import until_idle


async def test_a_theme_is_taken_by_its_name_and_kept(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        assert "dracula" in await theme_names(await chat.screen._command_context())
        await chat.write("/theme dracula")
        await chat.press("enter")
        await chat.until(lambda: chat.app.theme == "dracula")
        await until_idle(chat.pilot)
        assert load_theme(chat.app.folder) == "dracula"
