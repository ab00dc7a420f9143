"""Lets the user change what the next prompt is sent with."""

from __future__ import annotations

from typing import Any

from textual.app import App

from ppchat.services.chat import ChatSession
from ppchat.tui.dialogs.settings.settings_form import SettingsForm


async def choose_settings(app: App[Any], chat: ChatSession) -> bool:
    """Show the form; returns whether something was kept."""
    form = SettingsForm(chat.turn_settings, chat.api.dialect, chat.target.host)
    result = await app.push_screen_wait(form)
    if result is None or result.settings is None:
        return False
    chat.turn_settings = result.settings
    return True
