"""The pictures of a conversation: those in sight are drawn, the others when they come into it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from textual.color import Color
from textual.widget import Widget

from ppchat.core.images.image_source import is_address
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.pictures.graphics import Graphics, inline_graphics
from ppchat.tui.pictures.loader import PictureLoader
from ppchat.tui.pictures.named_image import NamedImage
from ppchat.tui.pictures.picture import PictureRequest
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.transcript.cells.cell_view import CellView


class CellPictures:
    """Draws the pictures of cells in the background."""

    def __init__(
        self, widget: Widget, on_drawn: Callable[[CellView], None], *, plain: bool = False
    ) -> None:
        """`on_drawn` is called with each cell whose picture is there."""
        app = widget.app
        self.graphics = Graphics.WORDS
        if isinstance(app, TerminalApp):
            self.graphics = inline_graphics(os.environ, app.color_depth, plain=plain)
            self._loader = PictureLoader(app.write_sequence)
        self._widget = widget
        self._on_drawn = on_drawn

    def request(self, views: Iterable[CellView], background: Color) -> None:
        """Draw the pictures of these cells, unless that is done or going on."""
        for view in views:
            box = view.image
            if box is None or not box.wants_picture:
                continue
            request = PictureRequest(box.source, box.graphics, box.extent, background.rgb)
            if request != box.requested:
                box.requested = request
                self._widget.run_worker(self._draw(view, request), group="pictures")

    async def _draw(self, view: CellView, request: PictureRequest) -> None:
        def is_wanted() -> bool:
            return view.image is not None and view.image.requested is request

        picture = await self._loader.load(request, is_wanted)
        if picture is not None and is_wanted():
            view.set_picture(picture)
            self._on_drawn(view)


def named_images(cells: Sequence[Cell]) -> dict[int, NamedImage]:
    """The images among the cells of a conversation, by index, with names by where they are."""
    named: dict[int, NamedImage] = {}
    counts: Counter[str] = Counter()
    turn = 0
    for index, cell in enumerate(cells):
        if cell.kind is CellKind.PROMPT:
            turn += 1
            counts.clear()
        elif cell.image and not is_address(cell.image):
            place = "question" if cell.key.rpartition("/")[2].startswith("file") else "answer"
            counts[place] += 1
            name = f"{place}-{max(1, turn)}-image-{counts[place]}"
            named[index] = NamedImage(cell.image, cell.title, name)
    return named
