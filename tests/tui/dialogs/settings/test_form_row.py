"""An error stands at its field."""

from __future__ import annotations

from pathlib import Path

from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.tui.dialogs.settings.form_row import FormRow
from ppchat.tui.dialogs.settings.settings_form import SettingsForm
from tests.support.chat_app import run_chat


async def test_an_error_comes_and_goes(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.app.push_screen(SettingsForm(TurnSettings("m"), DEFAULT_DIALECT, "host"))
        row = next(row for row in chat.app.screen.query(FormRow) if row.name == "temperature")
        row.show_error("Not \x1b[31mright")
        await chat.until(lambda: "Not ␛[31mright" in chat.text)
        row.show_error("")
        await chat.until(lambda: "right" not in chat.text)
