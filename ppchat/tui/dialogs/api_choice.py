"""The choice of the API over which a server is asked."""

from __future__ import annotations

from typing import Any

from textual.app import App

from ppchat.core.dialects.registry import ASKABLE
from ppchat.core.security.sanitize import sanitize_line
from ppchat.services.chat import ChatSession
from ppchat.tui.dialogs.choice import Choice
from ppchat.tui.dialogs.picker import Picker


async def choose_api(app: App[Any], chat: ChatSession) -> None:
    """Let the user choose an API; it is remembered for the server."""
    dialects = {dialect.label: dialect for dialect in ASKABLE}
    current = chat.api.dialect.label
    choices = [Choice(label, label, "now" * (label == current)) for label in dialects]
    picker = Picker(choices, "Ask over which API?", "Type to find", initial=current)
    label = await app.push_screen_wait(picker)
    if label is not None:
        chat.api.choose(dialects[label])
        host = sanitize_line(chat.target.host, 100)
        app.notify(f"From now on, {host} is asked over {label}.", timeout=5, markup=False)
