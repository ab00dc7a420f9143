"""The palette of all actions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from textual.widgets import OptionList

from ppchat.tui.dialogs.help import HelpScreen
from ppchat.tui.dialogs.palette import ActionPalette
from tests.support.chat_app import ChatDriver, run_chat
from tests.support.recordings import TWISTER, build_recording

ANSWERED = ("one", build_recording(TWISTER))


def rows(chat: ChatDriver) -> list[str]:
    return [str(option.prompt) for option in chat.app.screen.query_one(OptionList).options]


async def open_palette(chat: ChatDriver) -> ActionPalette:
    await chat.press("ctrl+p")
    await chat.until(lambda: isinstance(chat.app.screen, ActionPalette))
    palette = chat.app.screen
    assert isinstance(palette, ActionPalette)
    return palette


async def test_actions_are_sentences_in_groups_with_their_keys(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await open_palette(chat)
        assert rows(chat)[:2] == ["Ask", "Send the prompt  ⏎"]
        assert "\nEvents" in rows(chat)
        assert "Open another conversation  /sessions  ^s, f2" in rows(chat)
        assert [row for row, count in Counter(rows(chat)).items() if count > 1] == []


@pytest.mark.parametrize("typed", ["theme", "f8", "app.theme", "the"])
async def test_typing_finds_by_sentence_key_and_id(tmp_path: Path, typed: str) -> None:
    async with run_chat(tmp_path) as chat:
        await open_palette(chat)
        await chat.press(*typed)
        await chat.until(lambda: rows(chat)[:1] == ["Choose a theme  /theme  f8"])


async def test_the_chosen_action_runs_once(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        palette = await open_palette(chat)
        await chat.press(*"all keys")
        for _ in range(3):
            palette.action_choose()
        await chat.until(lambda: isinstance(chat.app.screen, HelpScreen))
        assert len(chat.app.screen_stack) == 2


async def test_what_cannot_be_done_now_cannot_be_chosen(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        chat.screen.check_action = lambda *_: False  # type: ignore[method-assign]
        await open_palette(chat)
        option = chat.app.screen.query_one(OptionList).get_option("conversation.export")
        assert option.disabled
        assert str(option.prompt) == "Export to a file  Not now"


async def test_it_says_why_as_the_keys_do(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await open_palette(chat)
        for row in (
            "Answer what the model calls  No call waits for an answer",
            "Copy the code block  No code block in sight: ] goes to the next",
            "View the image  No image in sight",
            "Go to the next mark  Nothing is marked: m marks an event",
            "Show the next branch  No next branch here",
            "Go to the next answer  This is the last answer",
            "Go to the next match  Nothing is searched for: ctrl+f finds",
        ):
            assert row in rows(chat)


async def test_it_does_not_open_over_a_dialog(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("f1", "ctrl+p")
        await chat.pilot.pause()
        assert isinstance(chat.app.screen, HelpScreen)


async def test_it_opens_in_the_inspector(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await chat.press("f11")
        await open_palette(chat)
        assert any(row.startswith("Play or pause") for row in rows(chat))
