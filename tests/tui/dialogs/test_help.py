"""The page of keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.containers import VerticalScroll

from tests.support.chat_app import run_chat


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_it_lists_every_key_and_every_term(tmp_path: Path, size: tuple[int, int]) -> None:
    async with run_chat(tmp_path, size=size) as chat:
        await chat.press("f1")
        page = chat.app.screen.query_one(VerticalScroll)
        screens: list[str] = []
        while True:
            screens.append(chat.text)
            if page.scroll_offset.y >= page.max_scroll_y:
                break
            page.scroll_page_down(animate=False)
            await chat.pilot.pause()
        text = "\n".join(screens)
        for phrase in ("Ask", "Conversations", "Events", "Timeline", "Timing terms"):
            assert phrase in text
        for phrase in ("^s, f2", "same question", "Quit", "ten events back", "TTFT", "tok/s"):
            assert phrase in text
        assert page.max_scroll_x == 0


async def test_typing_finds_keys(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("f1", *"mark this")
        await chat.until(lambda: "Mark this event" in chat.text and "Quit" not in chat.text)
        await chat.press(*"xyz")
        await chat.until(lambda: "Nothing here" in chat.text)
        await chat.press("escape")
        await chat.until(lambda: chat.app.screen is chat.screen)


async def test_two_columns_where_there_is_room(tmp_path: Path) -> None:
    async with run_chat(tmp_path, size=(120, 36)) as chat:
        await chat.press("f1")
        assert any("Ask" in line and "Timeline" in line for line in chat.text.splitlines())
