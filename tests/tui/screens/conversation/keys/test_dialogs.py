"""Each dialog opens by its name, once at a time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events

from ppchat.tui.dialogs.picker import Picker
from ppchat.tui.dialogs.settings.model_picker import ModelPicker
from ppchat.tui.dialogs.settings.settings_form import SettingsForm
from ppchat.tui.screens.conversation.keys.models import Models
from tests.support.chat_app import ChatDriver, build_app, run_chat


async def test_a_dialog_that_is_open_is_not_opened_again(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None) as chat:
        for _ in range(2):
            await chat.app.run_action("dialog('api')", chat.screen)
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.pilot.pause()
        assert len(chat.app.screen_stack) == 2


async def test_a_dialog_that_is_wanted_early_opens_and_enter_sends_nothing(tmp_path: Path) -> None:
    app = build_app(tmp_path, demo=True)
    async with app.run_test(size=(120, 36)) as pilot:
        chat = ChatDriver(pilot)
        chat.screen.action_dialog("settings")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, SettingsForm | ModelPicker))
        assert not len(chat.chat.conversation)
        assert not chat.screen.is_asking


async def test_no_server_is_chosen_while_a_question_waits_for_its_retry(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None) as chat:
        dialogs = chat.screen._parts.dialogs
        with chat.screen._asking.busy():
            dialogs.open("connect")
            assert dialogs.use_profile("none") == ""
            await chat.until(lambda: len(chat.notifications) == 2)
        assert set(chat.notifications) == {"Still answering: esc stops it."}
        assert chat.app.screen is chat.screen


async def test_what_is_typed_while_a_dialog_loads_is_for_the_dialog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose, may_open = Models.choose_settings, asyncio.Event()

    async def choose_later(models: Models) -> None:
        await may_open.wait()
        await choose(models)

    monkeypatch.setattr(Models, "choose_settings", choose_later)
    async with run_chat(tmp_path, None) as chat:
        for key in ("f5", "s", "k", "enter"):
            chat.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await chat.pilot.pause()
        may_open.set()
        await chat.until(lambda: isinstance(chat.app.screen, SettingsForm | ModelPicker))
        await chat.pilot.pause()
        assert chat.prompt.text == ""
        assert not len(chat.chat.conversation)
