"""A server is connected to in a real terminal: tested, saved, asked, and asked by `ask` again."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.support.connecting import chat_server, requiring
from tests.support.loopback import isolated_environment, run_ppchat, scripted_server
from tests.support.terminal import Terminal

PPCHAT: Final = [sys.executable, "-m", "ppchat"]
F3: Final = "\x1bOR"
TERMINAL: Final = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TMUX": ""}


def walk(base_url: str, home: Path, size: tuple[int, int]) -> None:
    """From the demo to an answer of the server."""
    environment = {**isolated_environment(home), **TERMINAL}
    columns, rows = size
    with Terminal(PPCHAT, columns=columns, rows=rows, environment=environment) as terminal:
        terminal.wait_for("Ask anything")
        terminal.wait_for(lambda text: "ready" in text)
        terminal.press(F3)
        terminal.wait_for("Connect to a server")
        terminal.press("ctrl+u", base_url, "enter")
        terminal.wait_for("Enter the key for it.")
        terminal.press("sk-secret", "enter")
        terminal.wait_for("It speaks Chat Completions, not Responses.")
        terminal.press("tab", "tab", "tab", "local", "enter")
        terminal.wait_for("Saved as the profile local.")
        terminal.press("hello", "enter")
        terminal.wait_for("I am llama")
        assert b"sk-secret" not in terminal.received
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    (config,) = home.rglob("config.toml")
    assert "[profiles.local]" in config.read_text()
    assert "sk-secret" not in config.read_text()


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_server_is_tested_saved_and_asked(tmp_path: Path, size: tuple[int, int]) -> None:
    async with scripted_server(requiring("sk-secret", chat_server)) as server:
        await asyncio.to_thread(walk, server.base_url, tmp_path, size)
        result = await run_ppchat("ask", "hi", home=tmp_path)
    assert (result.code, result.out) == (0, "I am llama\n")
