"""Fewer lines are requested from the widgets, and the screen is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input, Label, Static

from ppchat.tui.terminal.compositor import LeanCompositor

SIZE = (60, 16)


class RecordingStatic(Static):
    """Records which of its lines are requested."""

    requested: list[int]

    def on_mount(self) -> None:
        self.requested = []

    def render_lines(self, crop: Region) -> list[Strip]:
        self.requested += crop.line_range
        return super().render_lines(crop)


class OverlappingScreen(Screen[None]):
    """Widgets next to, within and partly above one another."""

    CSS = """
    OverlappingScreen { layers: low high; }
    #over { layer: high; offset: 20 3; width: 25; height: 6; border: round red; padding: 1; }
    #left { width: 1fr; border: solid green; }
    VerticalScroll { width: 2fr; height: 8; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = LeanCompositor()

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="left"):
                yield Label("one\ntwo")
                yield Input("three")
            with VerticalScroll():
                yield RecordingStatic("\n".join(f"line {n} 漢字 {'x' * n}" for n in range(40)))
        yield Static("over\nall", id="over")


class Host(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return OverlappingScreen()


def region_text(chops: Sequence[Mapping[int, Strip | None]], region: Region) -> list[str]:
    """The lines of text in a region that begins and ends at cuts."""
    return [
        "".join(
            strip.text if strip else "?"
            for column, strip in chops[y].items()
            if region.x <= column < region.right
        )
        for y in region.line_range
    ]


REGIONS = [
    Region(0, 0, *SIZE),
    Region(0, 0, 60, 1),
    Region(0, 2, 60, 3),
    Region(20, 3, 25, 6),
    Region(0, 5, 20, 1),
    Region(45, 7, 15, 9),
]


@pytest.mark.parametrize("region", REGIONS)
async def test_a_region_is_drawn_as_textual_draws_it(region: Region) -> None:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        app.screen.query_one(VerticalScroll).scroll_to(y=7, animate=False)
        await pilot.pause()
        lean = app.screen._compositor
        spans = [(y, region.x, region.right) for y in region.line_range]
        assert isinstance(lean, LeanCompositor)
        stock = Compositor._render_chops(lean, region, set(region.line_range).__contains__)
        assert region_text(lean._chops(spans), region) == region_text(stock, region)
        within = set(region.line_range).__contains__
        assert region_text(lean._render_chops(region, within), region) == region_text(stock, region)


async def test_only_dirty_lines_of_a_widget_are_requested() -> None:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        counted, compositor = app.screen.query_one(RecordingStatic), app.screen._compositor
        counted.requested.clear()
        counted.refresh(Region(0, 2, 5, 1))
        compositor.update_widgets({counted})
        update = compositor.render_update()
        assert update is not None
        assert counted.requested == [2]
        assert compositor.render_update() is None


async def test_lines_between_far_off_dirty_ones_are_not_requested() -> None:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        counted, compositor = app.screen.query_one(RecordingStatic), app.screen._compositor
        counted.requested.clear()
        counted.refresh(Region(0, 0, 5, 1), Region(0, 2, 5, 1), Region(0, 8, 5, 1))
        compositor.update_widgets({counted})
        assert compositor.render_update() is not None
        assert counted.requested == [0, 1, 2, 8]


async def test_a_covered_widget_is_not_requested() -> None:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        over, counted = app.screen.query_one("#over"), app.screen.query_one(RecordingStatic)
        counted.requested.clear()
        over.refresh(Region(0, 0, 2, 1))
        app.screen._compositor.update_widgets({over})
        app.screen._compositor.render_update()
        assert counted.requested == []
