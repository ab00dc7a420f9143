"""A missing key is asked for, saved in a private file, and used at once."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from textual.widgets import Input

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.profiles.key_file import key_path
from ppchat.tui.dialogs.api_key import ApiKeyScreen
from ppchat.tui.run import make_app
from tests.support.chat_app import ChatDriver, build_app, paths_in, reply_with, run_chat
from tests.support.loopback import Exchange, Script


def requiring(key: str) -> Script:
    """A server that accepts only one key."""

    async def script(exchange: Exchange) -> None:
        if exchange.request.headers.get("authorization") == f"Bearer {key}":
            await reply_with("Hello", " there")(exchange)
            return
        await exchange.open("401 x", content_type="application/json")
        await exchange.chunk(json.dumps({"error": {"message": "No."}}).encode())
        await exchange.close()

    return script


async def test_a_request_refused_without_a_key_asks_for_it(tmp_path: Path) -> None:
    async with run_chat(tmp_path, requiring("sk-1")) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, ApiKeyScreen))
        await chat.press(*"sk 1", "enter")
        await chat.until(lambda: "Not a valid key" in chat.text)
        chat.app.screen.query_one(Input).value = " sk-1\n"
        await chat.pilot.pause()
        assert "sk-1" not in chat.text
        await chat.press("enter")
        await chat.until(lambda: "Key saved; press enter to send." in chat.notifications)
        assert chat.prompt.text == "one"
        path = key_path(paths_in(tmp_path), chat.chat.target.host)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts[-1] == "Hello there"


async def test_cancelling_returns_to_the_prompt(tmp_path: Path) -> None:
    async with run_chat(tmp_path, requiring("sk-1")) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, ApiKeyScreen))
        await chat.press("escape")
        await chat.until(lambda: chat.app.screen is chat.screen)
        assert (chat.word, chat.prompt.text) == ("refused", "one")
        assert not key_path(paths_in(tmp_path), chat.chat.target.host).exists()


async def test_a_variable_takes_precedence_over_a_saved_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPCHAT_API_KEY", "sk-other")
    async with run_chat(tmp_path, requiring("sk-1")) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "refused")
        await chat.press("f3")
        await chat.until(lambda: any("PPCHAT_API_KEY" in text for text in chat.notifications))
        assert chat.app.screen is chat.screen


async def test_with_a_key_the_demo_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("PPCHAT_API_KEY", raising=False)
    app = make_app(resolve_settings(paths_in(tmp_path), {}, {}))
    async with app.run_test(size=(120, 36)) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        assert (chat.foot.host, chat.foot.model) == ("demo", "ppchat-demo")
        await chat.press("f3")
        await chat.until(lambda: isinstance(chat.app.screen, ApiKeyScreen))
        assert "api.openai.com" in chat.text
        await chat.press(*"sk-1", "enter")
        await chat.until(lambda: chat.foot.host == "api.openai.com")
        assert chat.foot.model == "gpt-4.1-mini"


async def test_a_requested_demo_stays_a_demo(tmp_path: Path) -> None:
    app = build_app(tmp_path, demo=True)
    async with app.run_test(size=(120, 36)) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        await chat.press("f3")
        await chat.until(lambda: any("start without --demo" in text for text in chat.notifications))
