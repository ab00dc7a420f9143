"""A scrolled widget drawn line by line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.strip import Strip

from ppchat.tui.terminal.line_scroll import LineScroll

HEIGHT = 10


class Lines(LineScroll):
    """A scrolled widget with any number of blank lines."""

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.size.width)

    def grow(self, height: int) -> None:
        self._set_height(height)

    def show(self, first: int, last: int) -> int:
        """The line at the top once these lines are in view."""
        self._scroll_into_view(first, last, HEIGHT)
        return self.scroll_offset.y


class LinesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Lines()


@asynccontextmanager
async def open_lines(height: int) -> AsyncIterator[Lines]:
    app = LinesApp()
    async with app.run_test(size=(20, HEIGHT)) as pilot:
        widget = app.query_one(Lines)
        widget.grow(height)
        await pilot.pause()
        yield widget


@pytest.mark.parametrize(("height", "bar"), [(HEIGHT, False), (HEIGHT + 1, True)])
async def test_the_bar_shows_once_there_is_more_than_fits(height: int, bar: bool) -> None:
    async with open_lines(height) as widget:
        assert widget.show_vertical_scrollbar is bar


async def test_the_thumb_follows_growth_and_scrolling() -> None:
    async with open_lines(100) as widget:
        bar = widget.vertical_scrollbar
        assert bar.window_virtual_size == 100
        widget.grow(400)
        assert bar.window_virtual_size == 400
        widget.scroll_to(y=200, animate=False, force=True)
        assert bar.position == 200


async def test_it_scrolls_no_further_than_necessary() -> None:
    async with open_lines(100) as widget:
        assert widget.show(3, 3) == 0
        assert widget.show(12, 12) == 3
        assert widget.show(12, 14) == 5
        assert widget.show(6, 6) == 5
        assert widget.show(2, 2) == 2
        assert widget.show(-1, -1) == 0
