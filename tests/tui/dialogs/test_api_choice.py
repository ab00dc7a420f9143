"""Choosing the API over which a server is asked."""

from __future__ import annotations

from pathlib import Path

from ppchat.core.dialects.request_text import content_text
from ppchat.tui.dialogs.picker import Picker
from tests.support.chat_app import reply_with, run_chat
from tests.support.chat_server import chat_only
from tests.support.loopback import Exchange


async def both(exchange: Exchange) -> None:
    is_chat = exchange.request.target.endswith("/chat/completions")
    await (chat_only() if is_chat else reply_with("Hello", " there"))(exchange)


async def test_a_conversation_goes_on_over_another_api_and_back(tmp_path: Path) -> None:
    async with run_chat(tmp_path, both) as chat:
        await chat.ask("one")
        for name, prompt in (("chat", "two"), ("responses", "three")):
            await chat.press("f9")
            await chat.until(lambda: isinstance(chat.app.screen, Picker))
            await chat.press(*name, "enter")
            await chat.until(lambda: not isinstance(chat.app.screen, Picker))
            await chat.ask(prompt)
            assert chat.word == "completed"
        assert chat.notifications[0].endswith("is asked over Chat Completions.")
        first, second, third = (node.recording.request for node in chat.chat.conversation.nodes)
    assert [first.path, second.path, third.path] == ["", "/chat/completions", ""]
    history = [("user", "one"), ("assistant", "Hello there"), ("user", "two")]
    assert [(m["role"], m["content"]) for m in second.body["messages"]] == history
    history += [("assistant", "Hello there"), ("user", "three")]
    assert [(m["role"], content_text(m["content"])) for m in third.body["input"]] == history


async def test_without_a_choice_all_stays_as_it_is(tmp_path: Path) -> None:
    async with run_chat(tmp_path, both) as chat:
        before = chat.chat.api.dialect
        await chat.press("f9")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press("escape")
        await chat.until(lambda: not isinstance(chat.app.screen, Picker))
        assert chat.chat.api.dialect is before
        assert not chat.notifications
