"""What is drawn line by line and scrolled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.strip import Strip

from ppchat.tui.terminal.line_scroll import LineScroll

ROOM = 10


class Numbers(LineScroll):
    """Each line says its number."""

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.size.width)

    def grow(self, height: int) -> None:
        self._set_height(height)

    def show(self, first: int, last: int) -> int:
        """The line at the top once these are in sight."""
        self._bring_into_sight(first, last, ROOM)
        return self.scroll_offset.y


class NumbersApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Numbers()


@asynccontextmanager
async def numbers(height: int) -> AsyncIterator[Numbers]:
    app = NumbersApp()
    async with app.run_test(size=(20, ROOM)) as pilot:
        widget = app.query_one(Numbers)
        widget.grow(height)
        await pilot.pause()
        yield widget


@pytest.mark.parametrize(("height", "bar"), [(ROOM, False), (ROOM + 1, True)])
async def test_the_bar_shows_once_there_is_more_than_fits(height: int, bar: bool) -> None:
    async with numbers(height) as widget:
        assert widget.show_vertical_scrollbar is bar


async def test_the_thumb_follows_growth_and_scrolling() -> None:
    async with numbers(100) as widget:
        bar = widget.vertical_scrollbar
        assert bar.window_virtual_size == 100
        widget.grow(400)
        assert bar.window_virtual_size == 400
        widget.scroll_to(y=200, animate=False, force=True)
        assert bar.position == 200


async def test_it_scrolls_no_further_than_it_takes() -> None:
    async with numbers(100) as widget:
        assert widget.show(3, 3) == 0
        assert widget.show(12, 12) == 3
        assert widget.show(12, 14) == 5
        assert widget.show(6, 6) == 5
        assert widget.show(2, 2) == 2
        assert widget.show(-1, -1) == 0
