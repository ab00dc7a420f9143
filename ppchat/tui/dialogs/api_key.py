"""The dialog that asks for the API key of a server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from ppchat.adapters.profiles.key_file import key_path
from ppchat.core.errors import ConfigError
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.security.secret import Secret
from ppchat.services.chat import ChatSession
from ppchat.tui.dialogs.dialog import Dialog


class ApiKeyScreen(Dialog[Secret | None]):
    """Asks for a key, which is shown as dots; returns None if cancelled."""

    BINDING_GROUP_TITLE = "API key"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "save", id="key.keep", priority=True),
        Binding("escape", "dismiss", "cancel", id="key.cancel"),
    ]

    def __init__(self, host: str, path: Path) -> None:
        """`path` is the file that stores the key."""
        super().__init__()
        self.heading = f"API key for {host}"
        self._host = host
        self._path = path

    def contents(self) -> ComposeResult:
        """Where the key is sent and stored, and the input."""
        host, path = sanitize_line(self._host), sanitize_line(str(self._path))
        yield Input(password=True, placeholder="Paste the key here")
        yield Static(
            Content.assemble(
                f"It is sent only to {host} and stored in a file that only you can read:",
                (f"\n{path}", "$text-muted"),
            )
        )

    def action_keep(self) -> None:
        """Close with the key if it is valid."""
        key = Secret(self.query_one(Input).value.strip())
        if key.usable:
            self.dismiss(key)
        else:
            self.show_message("Not a valid key: a key has only ASCII characters and no spaces.")


async def request_api_key(app: App[Any], chat: ChatSession) -> bool:
    """Ask for the API key of the server of `chat`; returns whether it has a new one."""
    if chat.settings.demo:
        app.notify("The demo needs no key; start without --demo.", timeout=5)
        return False
    if chat.key_variable:
        app.notify(f"The key is set by {chat.key_variable}; change it there.", timeout=5)
        return False
    path = key_path(chat.settings.paths, chat.key_host)
    key = await app.push_screen_wait(ApiKeyScreen(chat.key_host, path))
    if key is None:
        return False
    try:
        await asyncio.to_thread(chat.set_key, key)
    except (OSError, ConfigError) as error:
        app.notify(
            sanitize_line(f"The key could not be saved: {error}"), severity="error", timeout=8
        )
        return False
    app.notify("Key saved; press enter to send.", timeout=5)
    return True
