"""ctrl+c does the nearest thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.chat_app import HeldScript, run_chat


async def test_ctrl_c_copies_stops_clears_or_quits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ppchat.tui.screens.conversation.keys.interrupt.QUIT_WITHIN_S", 600)
    held = HeldScript("Hello")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two")
        await chat.until(lambda: chat.word == "streaming")
        await chat.press("shift+left", "ctrl+c")
        await chat.until(lambda: any("Copied 1 character" in text for text in chat.notifications))
        assert chat.word == "streaming"
        await chat.press("end", "ctrl+c")
        await chat.until(lambda: chat.word == "stopped")
        assert chat.prompt.text == "two"
        await chat.press("ctrl+c")
        assert chat.prompt.text == ""
        assert chat.app.return_code is None
        await chat.press("ctrl+c")
        assert any("again to quit" in text for text in chat.notifications)
        await chat.press("ctrl+c")
        await chat.until(lambda: not chat.app.is_running or chat.app._exit)
