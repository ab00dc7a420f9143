"""Where a person gives the key of a server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from ppchat.adapters.config import ConfigError, key_file
from ppchat.core.security.sanitize import safe_line
from ppchat.core.security.secret import Secret
from ppchat.services.chat import Chat
from ppchat.tui.dialogs.dialog import Dialog
from ppchat.tui.widgets.key_bar import KeyBar


class KeyScreen(Dialog[Secret | None]):
    """Asks for a key, which is shown as dots; None when the person gives none."""

    BINDING_GROUP_TITLE = "API key"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "keep it", id="key.keep", priority=True),
        Binding("escape", "dismiss", "cancel", id="key.cancel"),
    ]

    def __init__(self, host: str, path: Path) -> None:
        """`path` is the file in which the key is kept."""
        super().__init__()
        self._host = host
        self._path = path

    def compose(self) -> ComposeResult:
        """Whose key it is, where it goes, and room to paste it."""
        host, path = safe_line(self._host), safe_line(str(self._path))
        with Vertical():
            yield Static(
                Content.assemble(
                    (f"The API key of {host}", "bold $text-accent"),
                    f"\n\nIt goes to {host} alone, and is kept in a file that only you can read:",
                    (f"\n{path}", "$text-muted"),
                )
            )
            yield Input(password=True, placeholder="Paste it here")
            yield Static(id="said", markup=False)
            yield KeyBar()

    def action_keep(self) -> None:
        """Close with the key, if it can be one."""
        key = Secret(self.query_one(Input).value.strip())
        if key.usable:
            self.dismiss(key)
        else:
            self.query_one("#said", Static).update(
                "That is no key: a key has no spaces and no letters beyond ASCII."
            )


async def key_given(app: App[Any], chat: Chat) -> bool:
    """Ask for the key of whom `chat` asks; whether it has another one now."""
    if chat.settings.demo:
        app.notify("The demo takes no key: start without --demo.", timeout=5)
        return False
    if chat.key_variable:
        app.notify(f"The key comes from {chat.key_variable}: change it there.", timeout=5)
        return False
    path = key_file(chat.settings.paths, chat.key_host)
    key = await app.push_screen_wait(KeyScreen(chat.key_host, path))
    if key is None:
        return False
    try:
        await asyncio.to_thread(chat.give_key, key)
    except (OSError, ConfigError) as error:
        app.notify(safe_line(f"The key is not kept: {error}"), severity="error", timeout=8)
        return False
    app.notify("The key is kept: enter sends.", timeout=5)
    return True
