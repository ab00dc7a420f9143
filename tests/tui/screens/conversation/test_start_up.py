"""What happens between the first paint and the first answer."""

from __future__ import annotations

from pathlib import Path

from tests.support.chat_app import run_chat


async def test_a_banner_says_that_nothing_is_stored(tmp_path: Path) -> None:
    (tmp_path / "ppchat.db").mkdir()
    async with run_chat(tmp_path) as chat:
        await chat.until(lambda: chat.banner)
        await chat.ask("one")
        assert chat.texts == ["one", "Hello there"]
        assert chat.banner


async def test_the_prompt_of_the_command_line_is_sent_at_once(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, flags={"prompt": "one"}) as chat:
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts == ["one", "Hello there"]
