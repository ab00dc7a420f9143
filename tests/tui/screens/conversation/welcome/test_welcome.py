"""The first screen: what it offers, and how an offer is chosen and taken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ppchat.tui.screens.conversation.welcome.welcome import Welcome
from tests.support.chat_app import ChatDriver, build_app, run_chat, save_conversation
from tests.support.recordings import TWISTER, build_recording


@asynccontextmanager
async def run_demo(folder: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[ChatDriver]:
    app = build_app(folder, demo=True)
    async with app.run_test(size=size) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        yield chat


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36), (200, 50)])
async def test_it_names_itself_who_answers_and_what_to_ask(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async with run_demo(tmp_path, size) as chat:
        for text in ("p p c h a t", "no key needed", "❯ Recite", "↑↓ choose", "conversations"):
            assert text in chat.text
        assert not chat.events.is_on_screen
        await chat.press(*["down"] * 20)
        last = chat.welcome.offers[-1].text
        assert f"❯ {last[:40]}" in chat.text


async def test_for_a_screen_reader_it_has_words_alone(tmp_path: Path) -> None:
    async with run_demo(tmp_path) as chat:
        chat.app.add_class("-plain")
        text = str(chat.welcome.render())
        assert "ppchat\n" in text
        assert "up and down choose   enter ask" in text
        assert not set("↑↓⏎❯") & set(text)


@pytest.mark.parametrize("height", range(3, 16))
async def test_the_chosen_offer_is_seen_however_low_the_screen(height: int, tmp_path: Path) -> None:
    async with run_demo(tmp_path, (40, 36)) as chat:
        chat.welcome.styles.height = height - 2
        await chat.press("down", "down")
        await chat.pilot.pause()
        lines = str(chat.welcome.render()).splitlines()
        assert len(lines) <= height - 2
        assert any(line.lstrip().startswith("❯ Think it through") for line in lines)


async def test_a_click_chooses_and_another_asks(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        lines = str(chat.welcome.render()).splitlines()
        y = next(n for n, line in enumerate(lines) if "tour of Markdown" in line)
        x = lines[y].index("tour")
        await chat.pilot.click(Welcome, offset=(x, y))
        assert chat.welcome.chosen == 1
        assert not chat.screen.is_asking
        await chat.pilot.click(Welcome, offset=(x, y))
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts[0] == "Give me a tour of Markdown."


async def test_the_latest_conversations_are_offered_where_a_model_answers(tmp_path: Path) -> None:
    save_conversation(tmp_path, ("about herons", build_recording(TWISTER)))
    async with run_chat(tmp_path) as chat:
        assert chat.welcome.offers[-1].text == "about herons"
        await chat.press(*["down"] * 9, "enter")
        await chat.until(lambda: chat.texts[:1] == ["about herons"])
        assert chat.welcome.blank
        await chat.press("ctrl+n")
        await chat.until(lambda: not chat.welcome.blank)


async def test_a_resumed_conversation_needs_no_welcome(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        assert chat.welcome.blank
