"""Other conversations are opened, each with its draft."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.screens.sessions.screen import SessionsScreen
from tests.support.chat_app import (
    STORED_ID,
    load_conversation,
    run_chat,
    save_conversation,
)
from tests.support.recordings import TWISTER, build_recording


async def test_a_new_conversation_is_empty_and_the_old_one_is_stored(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        assert chat.texts[0] == "one"
        await chat.press("ctrl+n")
        assert chat.texts == []
        assert chat.word == "ready"
        await chat.ask("two")
        assert chat.chat.conversation.id != STORED_ID
        assert chat.texts == ["two", "Hello there"]
    assert [node.prompt for node in load_conversation(tmp_path).path] == ["one"]


async def test_the_list_opens_another_conversation_or_a_new_one(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        await chat.press("ctrl+n")
        await chat.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "one" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: chat.texts[:1] == ["one"])
        await chat.press("f2")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.press("ctrl+n")
        await chat.until(lambda: chat.texts == [])


async def test_deleting_the_open_conversation_begins_a_new_one(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        await chat.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "one" in chat.text)
        await chat.press("ctrl+d", "escape")
        await chat.until(lambda: chat.texts == [])
        await chat.ask("two")
        conversation_id = chat.chat.conversation.id
        assert chat.banner == ""
    assert [node.prompt for node in load_conversation(tmp_path, conversation_id).path] == ["two"]
    with pytest.raises(KeyError):
        load_conversation(tmp_path)


async def test_a_draft_is_restored_at_the_next_start(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        await chat.write("of one")
        await chat.press("ctrl+q")
    async with run_chat(tmp_path) as chat:
        assert chat.prompt.text == ""
        await chat.write("of a new one")
    async with run_chat(tmp_path) as chat:
        assert chat.prompt.text == "of a new one"
        await chat.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "one" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: chat.prompt.text == "of one")
        await chat.press("enter")
        await chat.until(lambda: chat.chat.streaming_node is None and chat.word == "completed")
    async with run_chat(tmp_path, None, flags={"resume": STORED_ID}) as chat:
        assert chat.prompt.text == ""
        assert chat.texts[2] == "of one"


async def test_a_draft_moves_to_the_new_conversation(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        await chat.write("something else")
        await chat.press("ctrl+n")
        assert chat.prompt.text == "something else"


async def test_a_conversation_that_was_deleted_meanwhile_is_not_opened(tmp_path: Path) -> None:
    save_conversation(tmp_path, ("about herons", build_recording(TWISTER)))
    async with run_chat(tmp_path) as chat:
        chat.chat.store.delete(chat.welcome.offers[-1].conversation_id)
        await chat.press(*["down"] * 9, "enter")
        await chat.until(lambda: chat.notifications)
        assert not chat.welcome.blank
