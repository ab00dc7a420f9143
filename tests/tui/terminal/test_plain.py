"""Plain text for a screen reader, and no colours where they are disabled."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rich.color import ColorType

from ppchat.tui.dialogs.help import HelpScreen
from ppchat.tui.events.timeline import Timeline
from tests.support.chat_app import ChatDriver, run_chat
from tests.tui.test_snapshot import thorough

PLAIN: dict[str, Any] = {"accessible": True}


def drawing_characters(text: str) -> set[str]:
    """The drawing characters in `text`."""
    return {char for char in text if 0x2500 <= ord(char) < 0x2600 or char in "✓✗✖⏎"}


def colours(chat: ChatDriver) -> list[Any]:
    """Every colour on the screen."""
    strips = chat.app.screen._compositor.render_strips()
    styles = [segment.style for strip in strips for segment in strip if segment.style]
    return [color for style in styles for color in (style.color, style.bgcolor) if color]


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_plain_mode_has_no_drawing_characters_and_no_colours(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with run_chat(tmp_path, None, ("one", thorough()), flags=PLAIN, size=size) as chat:
        for keys in ((), ("f12",), ("escape", "ctrl+s"), ("escape", "f1"), ("escape", "f11")):
            await chat.press(*keys)
            assert drawing_characters(chat.text) == set(), keys
            assert {color.type for color in colours(chat)} <= {ColorType.DEFAULT}, keys


async def test_plain_mode_has_words_instead_of_signs(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", thorough()), flags=PLAIN) as chat:
        for words in ("you:", "reasoning: thought for", "tool: web search", "incomplete"):
            assert words in chat.text
        assert "enter send" in chat.text
        assert not chat.screen.query_one(Timeline).display
        assert chat.screen.has_class("-narrow")  # one column
        await chat.press("f12", "g")
        assert chat.events.size.width > 90
        assert len(re.findall(r"current: Events? 0\b.*, created", chat.text)) == 1
        assert "seconds" in chat.text
        await chat.press("f1")
        assert isinstance(chat.app.screen, HelpScreen)
        await chat.press(*"code block")
        await chat.until(lambda: "left square bracket" in chat.text)


async def test_plain_mode_has_no_figures_that_change_with_each_frame(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", thorough()), flags=PLAIN) as chat:
        assert chat.word == "incomplete"
        assert (chat.status.status.elapsed, chat.status.status.figures) == ("", ())


async def test_normal_mode_has_signs_and_colours(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", thorough())) as chat:
        assert drawing_characters(chat.text) > {"▌", "▲"}
        assert len(set(colours(chat))) > 10


async def test_no_color_leaves_only_greys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with run_chat(tmp_path, None, ("one", thorough())) as chat:
        chat.events.focus()
        await chat.press("g", "down")
        shades = {color.triplet for color in colours(chat) if color.triplet}
        assert len(shades) > 3
        assert all(shade.red == shade.green == shade.blue for shade in shades)
        assert "▌" in chat.text
