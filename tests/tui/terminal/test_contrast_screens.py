"""Every text on every screen can be read, in every theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color

from ppchat.tui.style.themes import DARK
from ppchat.tui.terminal.contrast import READABLE
from ppchat.tui.terminal.filters import ReadableFilter
from tests.support.chat_app import ChatDriver, run_chat
from tests.support.colors import shown_contrast
from tests.tui.test_snapshot import thorough

BLACK = Color(0, 0, 0)
DRAWING = range(0x2500, 0x25A0)


def unreadable(chat: ChatDriver) -> list[tuple[str, str]]:
    """The texts on the screen that lack contrast, with their styles."""
    app = chat.app
    (display,) = [each.display for each in app._filters if isinstance(each, ReadableFilter)]
    return [
        (segment.text, str(segment.style))
        for strip in app.screen._compositor.render_strips()
        for segment in strip
        if segment.style
        and segment.style.color
        and any(char != " " and ord(char) not in DRAWING for char in segment.text)
        and shown_contrast(segment.style, display.own_ground or BLACK, display) < READABLE
    ]


SCREENS = {
    "chat": (),
    "earlier": ("escape", "tab", "tab", "g", "down", "down", "left"),
    "inspector": ("f11", "g", "down", "down", "down"),
    "findings": ("f11", "i"),
    "help": ("f1",),
    "palette": ("ctrl+p",),
    "sessions": ("ctrl+s",),
}


@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
async def test_every_text_on_the_screen_can_be_read(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with run_chat(tmp_path, None, ("one", thorough()), size=(120, 36)) as chat:
        await chat.press(*keys)
        names = [DARK.name, "ppchat-light", "ansi-light", "ansi-dark", "solarized-light", "nord"]
        for name in names:
            chat.app.theme = name
            await chat.pilot.pause()
            assert unreadable(chat) == [], name
