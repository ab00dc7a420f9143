"""The rows of an image: what it is in words, and its picture once it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ppchat.adapters.images.decoder import HOW_TO_INSTALL
from ppchat.core.images.image_sentence import image_facts
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.pictures.graphics import Graphics
from ppchat.tui.pictures.picture import Extent, Picture, PictureRequest, fit
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import Span, TextRow

MAX_ROWS: Final = 16
"""Rows of a picture among text; a dialog shows it larger."""
_NOTHING: Final = Extent(0, 0)


class ImageBox:
    """The picture of a cell, as large as the image's header says before it is drawn."""

    def __init__(self, source: str, layout: TextLayout) -> None:
        self.source = source
        self.requested: PictureRequest | None = None
        """How its picture was last asked for."""
        self.picture = Picture()
        self._header = image_facts(source).header
        self.graphics = Graphics.WORDS
        self.extent = _NOTHING
        self.set_layout(layout)

    def set_layout(self, layout: TextLayout) -> None:
        """Fit the image into a layout."""
        self.graphics = Graphics(layout.graphics) if layout.graphics else Graphics.WORDS
        self.extent = _NOTHING
        if self._header is not None:
            self.extent = fit(self._header, self.graphics, layout.width, MAX_ROWS)

    @property
    def wants_picture(self) -> bool:
        """Whether it is to be drawn, and not only named."""
        return self.extent != _NOTHING

    def follow(self, previous: ImageBox) -> None:
        """Keep what is drawn of the `previous` image until this one is, where it fits."""
        if previous.extent == self.extent:
            self.picture = previous.picture

    def rows(self) -> Sequence[TextRow]:
        """The rows of the picture; blank ones until it is drawn."""
        problem = self.picture.problem
        if self.graphics is Graphics.MISSING and self._header is not None:
            problem = HOW_TO_INSTALL
        if problem:
            return [TextRow([Span(sanitize_line(problem, 200), "quiet")])]
        if not self.wants_picture:
            return ()
        drawn = self.picture.rows if len(self.picture.rows) == self.extent.rows else ()
        return [TextRow((), cells=drawn[y] if drawn else ()) for y in range(self.extent.rows)]
