"""The parts of the screen share one chat, and are not needed for the first paint."""

from __future__ import annotations

from pathlib import Path

from tests.support.chat_app import run_chat


async def test_the_parts_are_there_once_the_screen_is_ready(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        parts = chat.screen._parts
        assert parts.panes is chat.panes
        assert parts.tools.names == ()
        assert parts.open_calls.calls == ()
