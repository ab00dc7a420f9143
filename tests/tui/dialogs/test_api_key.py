"""A key is asked for where one is missing, kept in a private file, and used at once."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from textual.widgets import Input

from ppchat.adapters.config import key_file, settings
from ppchat.tui.dialogs.api_key import KeyScreen
from ppchat.tui.run import make_app
from tests.support.chat_app import Chatting, app_at, chatting, place, saying
from tests.support.loopback import Exchange, Script


def wanting(key: str) -> Script:
    """A server that answers to one key alone."""

    async def script(exchange: Exchange) -> None:
        if exchange.asked.headers.get("authorization") == f"Bearer {key}":
            await saying("Hello", " there")(exchange)
            return
        await exchange.open("401 x", content_type="application/json")
        await exchange.chunk(json.dumps({"error": {"message": "No."}}).encode())
        await exchange.close()

    return script


async def test_who_is_refused_for_want_of_a_key_can_give_it(tmp_path: Path) -> None:
    async with chatting(tmp_path, wanting("sk-1")) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, KeyScreen))
        await chat.press(*"sk 1", "enter")
        await chat.until(lambda: "That is no key" in chat.text)
        chat.app.screen.query_one(Input).value = " sk-1\n"
        await chat.pilot.pause()
        assert "sk-1" not in chat.text
        await chat.press("enter")
        await chat.until(lambda: "The key is kept: enter sends." in chat.said)
        assert chat.prompt.text == "one"
        path = key_file(place(tmp_path), chat.chat.target.host)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts[-1] == "Hello there"


async def test_who_gives_none_is_where_they_were(tmp_path: Path) -> None:
    async with chatting(tmp_path, wanting("sk-1")) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, KeyScreen))
        await chat.press("escape")
        await chat.until(lambda: chat.app.screen is chat.screen)
        assert (chat.word, chat.prompt.text) == ("refused", "one")
        assert not key_file(place(tmp_path), chat.chat.target.host).exists()


async def test_a_variable_goes_before_what_would_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPCHAT_API_KEY", "sk-other")
    async with chatting(tmp_path, wanting("sk-1")) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "refused")
        await chat.press("f3")
        await chat.until(lambda: any("PPCHAT_API_KEY" in said for said in chat.said))
        assert chat.app.screen is chat.screen


async def test_with_a_key_the_demo_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("PPCHAT_API_KEY", raising=False)
    app = make_app(settings(place(tmp_path), {}, {}))
    async with app.run_test(size=(120, 36)) as pilot:
        chat = Chatting(pilot)
        await chat.ready()
        assert (chat.status.host, chat.status.model) == ("demo", "ppchat-demo")
        await chat.press("f3")
        await chat.until(lambda: isinstance(chat.app.screen, KeyScreen))
        assert "api.openai.com" in chat.text
        await chat.press(*"sk-1", "enter")
        await chat.until(lambda: chat.status.host == "api.openai.com")
        assert chat.status.model == "gpt-4.1-mini"


async def test_a_demo_that_was_asked_for_stays_one(tmp_path: Path) -> None:
    app = app_at(tmp_path, demo=True)
    async with app.run_test(size=(120, 36)) as pilot:
        chat = Chatting(pilot)
        await chat.ready()
        await chat.press("f3")
        await chat.until(lambda: any("start without --demo" in said for said in chat.said))
