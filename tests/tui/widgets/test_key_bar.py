"""The key bar."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.widgets.foot import Foot
from ppchat.tui.widgets.key_bar import KeyBar
from tests.support.chat_app import ChatDriver, HeldScript, run_chat
from tests.support.recordings import TWISTER, build_recording


def key_bar_text(chat: ChatDriver) -> str:
    bar = chat.app.screen.query_one(KeyBar)
    text = str(bar.render())
    return text.removeprefix(str(bar.answerer())).lstrip() if isinstance(bar, Foot) else text


async def test_it_shows_the_keys_of_the_focused_widget(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        assert "send" in key_bar_text(chat)
        chat.events.focus()
        await chat.pilot.pause()
        assert key_bar_text(chat).startswith("⏎ details  ←→ step")
        assert "send" not in key_bar_text(chat)
        chat.transcript.focus()
        await chat.pilot.pause()
        assert "y copy" in key_bar_text(chat)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
async def test_it_never_is_wider_than_the_screen(tmp_path: Path, width: int) -> None:
    async with run_chat(tmp_path, size=(width, 24)) as chat:
        assert len(str(chat.foot.render())) <= width - 2


async def test_a_click_presses_the_key(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        from_right = len(key_bar_text(chat)) - key_bar_text(chat).index("conversations")
        bar = chat.screen.query_one(KeyBar)
        await chat.pilot.click(KeyBar, offset=(bar.outer_size.width - from_right, 0))
        await chat.until(lambda: chat.app.screen is not chat.screen)


async def test_the_last_key_is_the_one_for_all_others(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        assert key_bar_text(chat).endswith("f1 keys")
        chat.transcript.focus()
        await chat.pilot.pause()
        assert key_bar_text(chat).endswith("? keys")


async def test_it_shows_only_keys_that_do_something_now(tmp_path: Path) -> None:
    script = HeldScript("Hello", " there")
    async with run_chat(tmp_path, script) as chat:
        assert "esc stop" not in key_bar_text(chat)
        await chat.write("hi")
        await chat.press("enter")
        await chat.until(lambda: "esc stop" in key_bar_text(chat))
        script.release()
        await chat.until(lambda: "esc stop" not in key_bar_text(chat))
        await chat.press("f1")
        assert str(chat.foot.render()) == str(chat.foot.answerer())
        assert key_bar_text(chat).startswith("esc close")


async def test_what_enter_does_now_is_named(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        chat.transcript.focus()
        await chat.press("e")
        assert key_bar_text(chat).startswith("⏎ begin")
        await chat.press("enter")
        assert key_bar_text(chat).startswith("⏎ send")
