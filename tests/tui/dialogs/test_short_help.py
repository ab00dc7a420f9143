"""The keys that matter, over the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.dialogs.short_help import ShortHelp
from tests.support.chat_app import ChatDriver, run_chat
from tests.support.recordings import TWISTER, build_recording

ANSWERED = ("one", build_recording(TWISTER))


async def open_short_help(chat: ChatDriver) -> ShortHelp:
    chat.transcript.focus()
    await chat.press("question_mark")
    await chat.until(lambda: len(chat.screen.query(ShortHelp)) == 1)
    return chat.screen.query_one(ShortHelp)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_it_shows_a_few_keys_within_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with run_chat(tmp_path, None, ANSWERED, size=size) as chat:
        composed = chat.prompt.region
        overlay = await open_short_help(chat)
        assert "Ask the same question again" in chat.text
        assert len(str(overlay.render()).splitlines()) <= 15
        assert overlay.region.bottom <= size[1]
        assert chat.prompt.region == composed


async def test_the_next_key_closes_it_and_acts(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await open_short_help(chat)
        await chat.press("f1")
        await chat.until(lambda: chat.app.screen is not chat.screen)
        assert not chat.screen.query(ShortHelp)
        await chat.press("escape")
        await open_short_help(chat)
        await chat.press("a")
        await chat.until(lambda: chat.prompt.text == "a")
        assert not chat.screen.query(ShortHelp)


@pytest.mark.parametrize("key", ["escape", "question_mark"])
async def test_its_own_keys_only_close_it(tmp_path: Path, key: str) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await open_short_help(chat)
        await chat.press(key)
        await chat.until(lambda: not chat.screen.query(ShortHelp))
        assert chat.screen.focused is chat.transcript
