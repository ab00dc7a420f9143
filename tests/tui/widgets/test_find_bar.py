"""Searching the conversation with the keys of the bar."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from textual.widgets import Input, Static

from ppchat.tui.widgets.find_bar import FindBar
from tests.support.chat_app import ChatDriver, run_chat
from tests.support.recordings import TWISTER, build_recording

TURNS = [("Piper one", build_recording(TWISTER)), ("Piper two", build_recording(TWISTER))]


def bar(chat: ChatDriver) -> FindBar:
    return chat.screen.query_one(FindBar)


def hits(chat: ChatDriver) -> str:
    return str(bar(chat).query_one(Static).content)


def _hits_differ(chat: ChatDriver, before: str) -> bool:
    return hits(chat) != before


async def test_the_keys_go_on_and_back_and_around(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        await chat.press("ctrl+f", *"piper")
        await chat.until(lambda: hits(chat).endswith("of 4"))
        texts = [hits(chat)]
        for key in ("enter", "down", "up", "shift+enter", "up", "up"):
            before = hits(chat)
            await chat.press(key)
            await chat.until(partial(_hits_differ, chat, before))
            texts.append(hits(chat))
        numbers = [int(text.split()[0]) for text in texts]
        assert numbers == [(numbers[0] - 1 + offset) % 4 + 1 for offset in (0, 1, 2, 1, 0, -1, -2)]


async def test_the_last_search_is_offered_again_and_typing_replaces_it(
    tmp_path: Path,
) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        await chat.press("ctrl+f", *"two")
        await chat.until(lambda: hits(chat).endswith("of 1"))
        await chat.press("escape")
        assert not bar(chat).display
        assert "two" in chat.texts[2]
        await chat.press("ctrl+f")
        await chat.until(lambda: hits(chat).endswith("of 1"))
        field = bar(chat).query_one(Input)
        assert (field.value, field.selected_text) == ("two", "two")
        await chat.press(*"one")
        assert field.value == "one"


async def test_brackets_are_plain_text_and_a_search_without_match_is_reported(
    tmp_path: Path,
) -> None:
    async with run_chat(tmp_path, None, ("[/bold] [x]", build_recording(TWISTER))) as chat:
        await chat.press("ctrl+f", *"[/bold]")
        await chat.until(lambda: hits(chat).endswith("of 1"))
        await chat.press(*"zebra")
        await chat.until(lambda: not hits(chat).endswith("of 1"))
        assert "no" in hits(chat).lower()
        await chat.press("enter", "up")
        assert chat.app.screen is chat.screen


async def test_with_the_bar_closed_the_prompt_gets_the_keys(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        await chat.press("ctrl+f", *"two", "escape")
        chat.prompt.focus()
        await chat.press(*"hi")
        assert chat.prompt.text == "hi"
