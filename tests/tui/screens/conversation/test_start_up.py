"""What happens between the first paint and the first answer."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from ppchat.services.chat import ChatSession
from ppchat.services.launch import Report
from ppchat.tui.screens.conversation.start_up import StartUp
from ppchat.tui.screens.sessions.screen import SessionsScreen
from ppchat.tui.widgets.prompt import Prompt
from tests.support.chat_app import build_app, run_chat
from tests.support.until import until


async def test_a_banner_says_that_nothing_is_stored(tmp_path: Path) -> None:
    (tmp_path / "ppchat.db").mkdir()
    async with run_chat(tmp_path) as chat:
        await chat.until(lambda: chat.banner)
        await chat.ask("one")
        assert chat.texts == ["one", "Hello there"]
        assert chat.banner


async def test_the_prompt_of_the_command_line_is_sent_at_once(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, flags={"prompt": "one"}) as chat:
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts == ["one", "Hello there"]


async def test_keys_before_it_is_loaded_go_to_what_the_first_of_them_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, may_load = StartUp.load, asyncio.Event()

    async def load_later(start_up: StartUp, report: Report) -> ChatSession:
        await may_load.wait()
        return await load(start_up, report)

    monkeypatch.setattr(StartUp, "load", load_later)
    app = build_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        for key in ("ctrl+s", "b", "i", "r", "d", "s"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        may_load.set()
        screen = app.screen
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen))
        await until(pilot, lambda: app.screen.query_one(Input).value == "birds")
        assert screen.query_one(Prompt).text == ""
