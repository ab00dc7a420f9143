"""One image in the middle of a widget, as sharp as the terminal can show it."""

from __future__ import annotations

import os

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from ppchat.adapters.images.decoder import HOW_TO_INSTALL
from ppchat.core.images.image_header import ImageHeader
from ppchat.core.images.image_sentence import image_facts
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.pictures.cell_size import cell_pixels
from ppchat.tui.pictures.graphics import Graphics, screen_graphics
from ppchat.tui.pictures.loader import PictureLoader
from ppchat.tui.pictures.picture import Extent, Picture, PictureRequest, fit
from ppchat.tui.terminal.app import TerminalApp


class ImageCanvas(Widget):
    """Shows one image in its middle, as large as it fits."""

    DEFAULT_CSS = "ImageCanvas { width: 100%; height: 1fr; background: $surface; }"

    def __init__(self) -> None:
        super().__init__()
        self._source = ""
        self._extent = Extent(0, 0)
        self._picture = Picture()
        self._loader: PictureLoader | None = None

    def show(self, source: str) -> None:
        """Show an image in place of the previous one."""
        self._source = source
        self._draw()

    def on_resize(self) -> None:
        """Draw the image in the new size."""
        self._draw()

    def _draw(self) -> None:
        app, header = self.app, image_facts(self._source).header
        if not isinstance(app, TerminalApp) or not self.size:
            return
        plain = app.has_class("-plain")
        graphics = screen_graphics(os.environ, app.color_depth, plain=plain)
        self._picture = Picture(problem=_reason(header, graphics))
        self._extent = fit(header, graphics, *self.size) if header else Extent(0, 0)
        self.refresh()
        if self._extent.rows:
            ground = self.background_colors[1].rgb
            request = PictureRequest(self._source, graphics, self._extent, ground, cell_pixels())
            loader = self._loader = self._loader or PictureLoader(app.write_sequence)
            self.run_worker(self._load(loader, request), group="picture", exclusive=True)

    async def _load(self, loader: PictureLoader, request: PictureRequest) -> None:
        picture = await loader.load(request)
        if picture is None or request.source != self._source:
            return
        self._picture = picture
        self.refresh()
        if picture.sequence and not picture.rows:
            self.call_after_refresh(self._write_over_screen, picture.sequence)

    def _write_over_screen(self, sequence: str) -> None:
        """Let the terminal draw over the blank cells; its cursor goes there and back."""
        assert isinstance(self.app, TerminalApp)
        x, y = self.content_region.offset + self._place
        self.app.write_sequence(f"\x1b7\x1b[{y + 1};{x + 1}H{sequence}\x1b8")

    @property
    def _place(self) -> tuple[int, int]:
        """The place of the image in the canvas."""
        columns, rows = self._extent
        return max(0, self.size.width - columns) // 2, max(0, self.size.height - rows) // 2

    @property
    def problem(self) -> str:
        """Why there is nothing to see; foreign."""
        return self._picture.problem

    def render_line(self, y: int) -> Strip:
        """A line of the image, in the middle of the canvas."""
        left, top = self._place
        style, rows = self.rich_style, self._picture.rows
        if not top <= y < top + len(rows):
            text = sanitize_line(self.problem, 200) if y == self.size.height // 2 else ""
            return Strip.blank(self.size.width, style) if not text else self._centred(text)
        row = Strip(rows[y - top], self._extent.columns)
        right = self.size.width - left - self._extent.columns
        return Strip.join([Strip.blank(left, style), row, Strip.blank(right, style)])

    def _centred(self, text: str) -> Strip:
        line = Strip([Segment(text, self.rich_style)]).crop(0, self.size.width)
        left = (self.size.width - line.cell_length) // 2
        blank = Strip.blank(left, self.rich_style)
        return Strip.join([blank, line]).adjust_cell_length(self.size.width, self.rich_style)


def _reason(header: ImageHeader | None, graphics: Graphics) -> str:
    """Why an image is not drawn at all; empty if it is."""
    if header is None:
        return "it is not an image that can be read"
    if graphics is Graphics.MISSING:
        return HOW_TO_INSTALL
    return "images are not drawn in this terminal" if graphics is Graphics.WORDS else ""
