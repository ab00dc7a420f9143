"""Commands about the open conversation."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from ppchat.tui.screens.sessions.screen import SessionsScreen
from tests.support.chat_app import load_conversation, run_chat
from tests.support.recordings import TWISTER, build_recording

ANSWERED = ("one", build_recording(TWISTER))


async def test_a_title_is_shown_and_stored(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await chat.write("/title Birds\nof prey")
        await chat.press("enter")
        await chat.until(lambda: chat.status.title == "Birds of prey")
    assert load_conversation(tmp_path).title == "Birds of prey"


async def test_clear_asks_without_what_was_asked_before(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await chat.write("/clear")
        await chat.press("enter")
        await chat.until(lambda: "Without what was asked before" in chat.text)
        await chat.ask("two")
        assert [node.parent for node in chat.chat.conversation.nodes] == [None, None]
        assert chat.chat.last_ask is not None
        assert chat.chat.last_ask.message_count == 1


async def test_clear_says_that_nothing_was_asked(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.write("/clear")
        await chat.press("enter")
        await chat.until(lambda: "Nothing was asked before." in chat.notifications)


async def test_search_opens_the_list_with_its_hits(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await chat.until(lambda: chat.chat.store.texts.count_unindexed() == 0)
        await chat.write("/search piper")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "Sure! Peter Piper" in chat.text)
        assert chat.app.screen.query_one(Input).value == "piper"
