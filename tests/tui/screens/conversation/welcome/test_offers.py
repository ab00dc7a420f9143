"""Offers are chosen and taken by keys of the prompt box."""

from __future__ import annotations

from pathlib import Path

from ppchat.tui.events.event_list import EventList
from tests.support.chat_app import run_chat


async def test_enter_asks_what_the_arrows_chose(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("down", "down", "up", "enter")
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts[0] == "Give me a tour of Markdown."
        assert chat.welcome.blank
        assert chat.screen.query_one(EventList).is_on_screen
        assert chat.prompt.earlier_prompts == ("Give me a tour of Markdown.",)


async def test_typing_begins_a_question_of_ones_own(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("down", "o", "n", "e")
        assert "❯" not in str(chat.welcome.render())
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts[0] == "one"


async def test_an_emptied_prompt_offers_again(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("o", "backspace")
        assert "❯ Recite" in str(chat.welcome.render())


async def test_a_blank_prompt_takes_no_offer(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("space", "enter")
        await chat.pilot.pause()
        assert not chat.screen.is_asking


async def test_above_the_first_offer_are_the_earlier_prompts(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        chat.prompt.replace_history(["one", "two"])
        await chat.press("down", "up", "up")
        assert chat.prompt.text == "two"
        await chat.press("up", "down", "down")
        assert chat.prompt.text == ""
        assert chat.welcome.chosen == 0
