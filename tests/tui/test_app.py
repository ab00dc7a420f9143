"""The app: its theme, its palette, its help, its first screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.screen import Screen

from ppchat.adapters.config import Settings, resolve_settings
from ppchat.tui.app import PPChat
from ppchat.tui.dialogs.help import HelpScreen
from ppchat.tui.style.themes import DARK, LIGHT
from tests.support.chat_app import paths_in, run_chat
from tests.support.until import until


def make_app(folder: Path, **flags: str | bool) -> PPChat:
    return PPChat(Screen(), resolve_settings(paths_in(folder), flags, {}))


@pytest.mark.parametrize(
    ("name", "theme"),
    [
        ("", DARK.name),
        (DARK.name, DARK.name),
        (LIGHT.name, LIGHT.name),
        ("nord", "nord"),
        ("no such theme", DARK.name),
    ],
)
async def test_a_theme_that_is_not_known_is_the_dark_one(
    tmp_path: Path, name: str, theme: str
) -> None:
    app = make_app(tmp_path, theme=name)
    async with app.run_test():
        assert app.theme == theme


async def test_there_is_no_screen_below_the_first(tmp_path: Path) -> None:
    first: Screen[None] = Screen()
    app = PPChat(first, Settings(paths_in(tmp_path)))
    async with app.run_test():
        assert app.screen_stack == [first]


@pytest.mark.parametrize("plain", [True, False])
async def test_a_plain_app_has_another_stylesheet(tmp_path: Path, plain: bool) -> None:
    app = make_app(tmp_path, accessible=plain)
    async with app.run_test():
        names = {Path(path).name for path, _ in app.stylesheet.source}
        assert ("plain.tcss" in names) is plain


async def test_help_opens_from_a_pane_and_from_the_prompt(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("question_mark")
        assert chat.prompt.text == "?"
        await chat.press("f1")
        assert isinstance(chat.app.screen, HelpScreen)
        await chat.press("escape")
        chat.transcript.focus()
        await chat.press("f1")
        assert isinstance(chat.app.screen, HelpScreen)
        await chat.press("escape")
        assert chat.app.screen_stack[-1] is chat.screen


async def test_a_config_with_problems_is_used_and_leads_to_one_warning(tmp_path: Path) -> None:
    keymap = {"no.such.id": "f9", "app.quit": "f10"}
    app = PPChat(Screen(), Settings(paths_in(tmp_path), theme="darkness", keymap=keymap))
    async with app.run_test() as pilot:
        await until(pilot, lambda: bool(app._notifications))
        (notification,) = app._notifications
        assert "unknown theme 'darkness'" in notification.message
        assert "1 more: run `ppchat doctor`" in notification.message
        assert app.theme == "ppchat-dark"
        await pilot.press("f10")
    assert not app.is_running
