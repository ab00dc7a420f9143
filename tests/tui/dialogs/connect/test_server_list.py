"""The list of servers to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.widgets import Input

from ppchat.adapters.models.found_servers import FoundServer
from tests.support.chat_app import paths_in, reply_with, run_chat
from tests.support.connecting import open_form

CONFIG = """
[profiles.work]
base_url = "http://office/v1"
key_command = "pass show work"
model = "m"
"""


async def test_a_server_of_the_list_fills_the_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def find() -> Iterable[FoundServer]:
        return (FoundServer("http://127.0.0.1:11434/v1", "Ollama", ("llama", "qwen")),)

    monkeypatch.setattr("ppchat.tui.dialogs.connect.server_list.find_servers", find)
    paths_in(tmp_path).config_file.write_text(CONFIG)
    async with run_chat(tmp_path, reply_with("x")) as chat:
        screen = await open_form(chat)
        await chat.until(lambda: "Ollama, 2 models" in chat.text)
        assert "work  http://office/v1" in chat.text
        await chat.press("shift+tab", "home", "enter")
        await chat.until(lambda: screen.query_one("#url", Input).value == "http://office/v1")
        entry = screen._form.entry
        assert (entry.source, entry.key) == ("command", "pass show work")
        assert (entry.model, entry.name) == ("m", "work")
        await chat.press("shift+tab", "end", "enter")
        await chat.until(lambda: screen._form.entry.base_url == "http://127.0.0.1:11434/v1")
        assert (screen._form.entry.key, screen._form.entry.model) == ("", "llama")
