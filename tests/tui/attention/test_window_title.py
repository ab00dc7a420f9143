"""The title of the window says what the bar says."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.app import PPChat
from tests.support.chat_app import HeldScript, run_chat


async def test_it_says_what_goes_on_and_what_ended_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[str] = []
    monkeypatch.setattr(PPChat, "show_title", lambda _, title: titles.append(title))
    script = HeldScript("Hello", " there")
    async with run_chat(tmp_path, script) as chat:
        await chat.write("hi")
        await chat.press("enter")
        await chat.until(lambda: titles[-1:] == ["● hi – ppchat"])
        chat.app.app_focus = False
        script.release()
        await chat.until(lambda: titles[-1] == "✓ hi – ppchat")
        chat.app.app_focus = True
        await chat.until(lambda: titles[-1] == "hi – ppchat")
