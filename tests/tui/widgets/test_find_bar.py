"""Finding in the conversation, by its keys."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input, Static

from ppchat.tui.widgets.find_bar import FindBar
from tests.support.chat_app import Chatting, chatting
from tests.support.playbook import TWISTER, recording

TURNS = [("Piper one", recording(TWISTER)), ("Piper two", recording(TWISTER))]


def bar(chat: Chatting) -> FindBar:
    return chat.screen.query_one(FindBar)


def hits(chat: Chatting) -> str:
    return str(bar(chat).query_one(Static).content)


async def test_the_keys_go_on_and_back_and_around(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, *TURNS) as chat:
        await chat.press("ctrl+f", *"piper")
        await chat.until(lambda: hits(chat).endswith("of 4"))
        seen = [hits(chat)]
        for key in ("enter", "down", "up", "shift+enter", "up", "up"):
            before = hits(chat)
            await chat.press(key)
            await chat.until(lambda before=before: hits(chat) != before)
            seen.append(hits(chat))
        at = [int(each.split()[0]) for each in seen]
        assert at == [(at[0] - 1 + by) % 4 + 1 for by in (0, 1, 2, 1, 0, -1, -2)]


async def test_what_was_looked_for_last_is_there_again_and_typing_replaces_it(
    tmp_path: Path,
) -> None:
    async with chatting(tmp_path, None, *TURNS) as chat:
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


async def test_brackets_are_text_and_what_is_nowhere_is_told(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("[/bold] [x]", recording(TWISTER))) as chat:
        await chat.press("ctrl+f", *"[/bold]")
        await chat.until(lambda: hits(chat).endswith("of 1"))
        await chat.press(*"zebra")
        await chat.until(lambda: not hits(chat).endswith("of 1"))
        assert "no" in hits(chat).lower()
        await chat.press("enter", "up")
        assert chat.app.screen is chat.screen


async def test_with_the_bar_gone_the_keys_are_the_prompts_again(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, *TURNS) as chat:
        await chat.press("ctrl+f", *"two", "escape")
        chat.prompt.focus()
        await chat.press(*"hi")
        assert chat.prompt.text == "hi"
