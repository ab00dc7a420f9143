"""The commands that change the model and its settings."""

from __future__ import annotations

from pathlib import Path

from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.tui.dialogs.settings.model_picker import ModelPicker
from ppchat.tui.dialogs.settings.settings_form import SettingsForm
from ppchat.tui.screens.conversation.commands.model_commands import model_names, values_of
from tests.support.chat_app import ChatDriver, run_chat
from tests.support.model_servers import offering


async def run(chat: ChatDriver, command: str) -> None:
    chat.screen._commands.take(command)
    await chat.pilot.pause()


async def test_settings_are_changed_by_name(tmp_path: Path) -> None:
    async with run_chat(tmp_path, offering("small", "large")) as chat:
        context = await chat.screen._command_context()
        assert await model_names(context) == ("large", "small")
        assert (await values_of("effort")(context))[:2] == ["default", "none"]
        assert await values_of("temperature")(context) == []
        for command in ("/model large", "/effort low", "/temp 0.5", "/system Be brief."):
            await run(chat, command)
        wanted = TurnSettings("large", "Be brief.", {"effort": "low", "temperature": 0.5})
        await chat.until(lambda: chat.chat.turn_settings == wanted)
        await chat.until(lambda: "effort low" in chat.text)
        await run(chat, "/effort default")
        await chat.until(lambda: "effort" not in chat.chat.turn_settings.parameters)


async def test_what_is_not_a_value_is_named(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await run(chat, "/temp hot")
        text = "temperature must be a number, 0 to 2, or default."
        await chat.until(lambda: text in chat.notifications)
        await run(chat, "/effort")
        await chat.until(lambda: "/effort VALUE" in chat.notifications[-1])


async def test_without_an_argument_the_dialogs_open(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        for command, dialog in (("/model", ModelPicker), ("/system", SettingsForm)):
            await run(chat, command)
            await chat.until(lambda: isinstance(chat.app.screen, dialog))  # noqa: B023
            await chat.press("escape")
            await chat.until(lambda: chat.app.screen is chat.screen)
