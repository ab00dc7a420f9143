"""What is drawn while a prompt is sent, and that nothing is drawn after it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual.timer import Timer

from tests.support.chat_app import ChatDriver, HeldScript, run_chat


def is_ticking(timer: Timer) -> bool:
    return timer._active.is_set()


def drawn(chat: ChatDriver) -> tuple[list[str], str]:
    return chat.texts, chat.word


async def test_it_draws_from_the_prompt_to_the_end_of_the_answer(tmp_path: Path) -> None:
    held = HeldScript("Hel", "lo")
    async with run_chat(tmp_path, held) as chat:
        ticks = chat.screen._ticks
        assert not is_ticking(ticks)
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.texts == ["one", "Hel"])
        assert is_ticking(ticks)
        held.release()
        await chat.until(lambda: not is_ticking(ticks))
        assert drawn(chat) == (["one", "Hello"], "completed")


async def test_the_header_is_titled_with_the_first_question(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        assert chat.status.title == ""
        await chat.ask("one")
        await chat.ask("two")
        assert chat.status.title == "one"


async def test_an_answer_that_is_cut_short_by_closing_the_chat_has_no_node(tmp_path: Path) -> None:
    async with run_chat(tmp_path, HeldScript("Hel", "lo")) as chat:
        sending = asyncio.create_task(chat.screen._parts.answers.send("one", None))
        await chat.until(lambda: chat.texts == ["one", "Hel"])
        await chat.chat.aclose()
        assert await sending is None
