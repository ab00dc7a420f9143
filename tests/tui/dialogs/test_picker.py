"""Choosing one of many lines."""

from __future__ import annotations

from pathlib import Path

from textual.app import App
from textual.widgets import OptionList

from ppchat.tui.dialogs.picker import Picker
from tests.support.chat_app import run_chat
from tests.support.recordings import TWISTER, build_recording

ANSWERED = ("one", build_recording(TWISTER))

LINES = ["why is the sky blue", "herons", "The Sky at night", "herons", "evil \x1b]52;c;x\x07"]


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.results: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(Picker(LINES, "Lines", "Type to find one"), self.results.append)

    @property
    def rows(self) -> list[str]:
        return [str(option.prompt) for option in self.screen.query_one(OptionList).options]


async def test_each_line_appears_once_and_sanitized() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert len(app.rows) == 4
        assert not any("\x1b" in row or "\x07" in row for row in app.rows)


async def test_a_line_must_contain_all_words_in_any_case() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(*"sky")
        await pilot.pause()
        assert app.rows == ["why is the sky blue", "The Sky at night"]
        await pilot.press("space", *"night")
        await pilot.pause()
        assert app.rows == ["The Sky at night"]
        await pilot.press("enter")
        assert app.results == ["The Sky at night"]


async def test_the_chosen_line_is_returned_unchanged() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("down", "down", "ctrl+r", "enter")
        assert app.results == [LINES[-1]]


async def test_without_a_match_enter_waits_and_escape_returns_none() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(*"quic", "enter")
        await pilot.pause()
        assert app.results == []
        assert "Nothing" in str(app.screen.query_one("#message").render())
        await pilot.press("escape")
        assert app.results == [None]


async def test_letters_in_order_match_where_nothing_contains_them() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(*"wblue")
        await pilot.pause()
        assert app.rows == ["why is the sky blue"]


async def test_keys_move_the_highlight_by_pages_too() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("pagedown", "up", "enter")
        assert app.results == ["The Sky at night"]


async def test_a_click_chooses() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click(OptionList, offset=(5, 1))
        assert app.results == ["herons"]


async def test_what_is_chosen_stands_out_without_colours(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED, flags={"accessible": True}) as chat:
        await chat.press("ctrl+p")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press("down")

        def underlined() -> list[str]:
            strips = chat.app.screen._compositor.render_strips()
            segments = (segment for strip in strips for segment in strip)
            return [each.text for each in segments if each.style and each.style.underline]

        await chat.until(lambda: any("Ask the same" in text for text in underlined()))
