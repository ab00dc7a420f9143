"""The line of keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.widgets.key_bar import KeyBar
from tests.support.chat_app import Chatting, chatting
from tests.support.playbook import TWISTER, recording


def shown(chat: Chatting) -> str:
    return str(chat.app.screen.query_one(KeyBar).render())


async def test_it_tells_the_keys_of_what_has_the_focus(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        assert "send" in shown(chat)
        chat.events.focus()
        await chat.pilot.pause()
        assert shown(chat).startswith("←→ step")
        assert "send" not in shown(chat)
        chat.transcript.focus()
        await chat.pilot.pause()
        assert "y copy" in shown(chat)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
async def test_it_never_is_wider_than_the_screen(tmp_path: Path, width: int) -> None:
    async with chatting(tmp_path, size=(width, 24)) as chat:
        assert len(shown(chat)) <= width - 2


async def test_a_click_presses_the_key(tmp_path: Path) -> None:
    async with chatting(tmp_path) as chat:
        at = shown(chat).index("sessions")
        await chat.pilot.click(KeyBar, offset=(at + 2, 0))
        await chat.until(lambda: chat.app.screen is not chat.screen)
