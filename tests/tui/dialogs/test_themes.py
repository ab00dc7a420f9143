"""The choice of a theme."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import OptionList

from ppchat.adapters.memory.theme import load_theme, save_theme
from ppchat.tui.dialogs.themes import ThemePicker
from ppchat.tui.style.themes import DARK, LIGHT
from tests.support.chat_app import ChatDriver, run_chat


async def open_themes(chat: ChatDriver) -> None:
    await chat.press("f8")
    await chat.until(lambda: isinstance(chat.app.screen, ThemePicker))


async def test_the_highlighted_theme_is_shown_and_escape_restores(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await open_themes(chat)
        await chat.press("down")
        await chat.until(lambda: chat.app.theme == LIGHT.name)
        await chat.press("escape")
        await chat.until(lambda: chat.app.theme == DARK.name)
        await chat.pilot.pause()
        assert chat.app.screen is chat.screen
        assert load_theme(tmp_path) == ""


async def test_the_chosen_theme_is_kept_for_the_next_start(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await open_themes(chat)
        rows = [str(option.prompt) for option in chat.app.screen.query_one(OptionList).options]
        assert rows[:3] == ["ppchat", "ppchat-dark  now · dark", "ppchat-light  light"]
        await chat.press(*"light", "enter")
        await chat.until(lambda: load_theme(tmp_path) == LIGHT.name)
        assert chat.app.theme == LIGHT.name
    async with run_chat(tmp_path) as chat:
        assert chat.app.theme == LIGHT.name


async def test_a_configured_theme_wins(tmp_path: Path) -> None:
    save_theme(tmp_path, "nord")
    async with run_chat(tmp_path, flags={"theme": DARK.name}) as chat:
        assert chat.app.theme == DARK.name
        await open_themes(chat)
        await chat.press("down", "enter")
        await chat.until(lambda: any("configured theme" in text for text in chat.notifications))
        assert chat.app.theme == LIGHT.name


async def test_an_unknown_kept_theme_is_ignored(tmp_path: Path) -> None:
    save_theme(tmp_path, "gone")
    async with run_chat(tmp_path) as chat:
        assert chat.app.theme == DARK.name
