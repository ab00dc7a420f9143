"""The question that was just asked, until the conversation that has it is drawn."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ppchat.services.launch import Launch, Processes
from ppchat.tui.screens.conversation.welcome.asked import Asked
from ppchat.tui.screens.conversation.welcome.body import Body
from ppchat.tui.screens.conversation.welcome.welcome import Welcome
from ppchat.tui.widgets.status_bar import StatusBar
from tests.support.chat_app import HeldScript, build_app, run_chat
from tests.support.hosts import Host, visible_lines
from tests.support.until import until


async def test_the_question_is_safe_to_show() -> None:
    widget = Asked("Why so?\x1b")
    async with Host(widget).run_test(size=(30, 6)) as pilot:
        await pilot.pause()
        assert visible_lines(widget) == ["Why so?␛"]


async def test_a_question_of_the_start_is_shown_before_anything_else_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = asyncio.Event()
    start_processes = Launch.start_processes

    async def start_later(launch: Launch) -> Processes:
        await loaded.wait()
        return await start_processes(launch)

    monkeypatch.setattr(Launch, "start_processes", start_later)
    app = build_app(tmp_path, prompt="Why so?")
    async with app.run_test() as pilot:
        assert app.screen.query_one(Welcome).blank
        assert app.screen.query(Asked)
        await until(pilot, lambda: app.screen.query_one(StatusBar).status.word == "starting")
        loaded.set()
        await until(pilot, lambda: not app.screen.query(Asked))


async def test_it_makes_way_for_the_conversation(tmp_path: Path) -> None:
    held = HeldScript("Hello")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("Why so?")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "streaming")
        assert not chat.app.screen.query(Asked)
        assert not chat.app.screen.query_one(Body).has_class("-asked")
        held.release()
        await chat.until(lambda: chat.word == "completed")
