"""The command that shows what the conversation used and cost."""

from __future__ import annotations

from pathlib import Path

from tests.support.chat_app import run_chat
from tests.support.recordings import TWISTER, build_recording

CONFIG = '[price."*"]\ninput = 2\noutput = 8\ndate = 2026-11-01\n'


async def test_usage_and_cost_stand_in_a_dialog_and_under_the_answer(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        await chat.until(lambda: "$0.000052 (2026-11-01)" in chat.text)
        await chat.write("/stats")
        await chat.press("enter")
        await chat.until(lambda: "What this conversation used" in chat.text)
        assert " · 1 answer" in chat.text
        assert "cost     $0.0" in chat.text
        assert "No prices are known" not in chat.text
        await chat.press("escape")
        await chat.until(lambda: "What this conversation used" not in chat.text)


async def test_without_an_answer_there_is_nothing_to_show(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.write("/stats")
        await chat.press("enter")
        await chat.until(lambda: "No answer yet." in chat.notifications)
