"""Who looks elsewhere is notified."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.core.view.live import notification
from ppchat.tui.app import PPChat
from tests.support.chat_app import HeldScript, run_chat


@pytest.mark.parametrize(
    ("when", "focused", "notified"),
    [
        ("unfocused", False, True),
        ("unfocused", True, False),
        ("always", True, True),
        ("never", False, False),
    ],
)
async def test_the_end_of_an_answer_is_told_as_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str, focused: bool, notified: bool
) -> None:
    written: list[str] = []
    monkeypatch.setattr(PPChat, "write_sequence", lambda _, sequence: written.append(sequence))
    monkeypatch.setattr(notification, "NOTIFY_AFTER_NS", 0)
    for name in ("TERM", "TERM_PROGRAM", "LC_TERMINAL", "KITTY_WINDOW_ID", "KONSOLE_VERSION"):
        monkeypatch.delenv(name, raising=False)
    script = HeldScript("Hello", " there")
    async with run_chat(tmp_path, script, flags={"notify": when}) as chat:
        await chat.write("hi")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "streaming")
        chat.app.app_focus = focused
        script.release()
        await chat.until(lambda: chat.word == "completed")
    assert written == (["\a"] if notified else [])
