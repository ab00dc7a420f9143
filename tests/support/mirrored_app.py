"""An app whose screen updates a terminal emulator takes, as the user's terminal would."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyte
from textual._compositor import Compositor, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen
from textual.strip import Strip

Cell = tuple[str, str, str, bool, bool]


class MirroredApp(App[None]):
    """An app that writes every screen update to a terminal emulator."""

    def __init__(self) -> None:
        super().__init__()
        self.terminal = pyte.Screen(120, 36)

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate) and screen is self.screen:
            _write(self, self.terminal, renderable)
        super()._display(screen, renderable)


def _write(app: MirroredApp, terminal: pyte.Screen, update: CompositorUpdate) -> None:
    width, height = app.size
    if (terminal.columns, terminal.lines) != (width, height):
        terminal.resize(height, width)
    pyte.Stream(terminal).feed(update.render_segments(app.console))


def cells(terminal: pyte.Screen) -> list[list[Cell]]:
    return [
        [
            (cell.data, cell.fg, cell.bg, cell.bold, cell.reverse)
            for cell in (terminal.buffer[y][x] for x in range(terminal.columns))
        ]
        for y in range(terminal.lines)
    ]


def expected(app: MirroredApp) -> list[list[Cell]]:
    """The screen as drawn by Textual's own compositor, all at once."""
    compositor = app.screen._compositor
    assert isinstance(compositor, Compositor)
    region = compositor.size.region
    chops = Compositor._render_chops(compositor, region, lambda _: True)
    strips: list[Iterable[Strip]] = [list(chop.values()) for chop in chops]
    terminal = pyte.Screen(*app.size)
    _write(app, terminal, LayoutUpdate(strips, region))
    return cells(terminal)
