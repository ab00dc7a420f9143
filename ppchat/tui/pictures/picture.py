"""An image → the rows of terminal cells that show it; it takes long enough for a thread."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.segment import Segment

from ppchat.adapters.images.decoder import (
    Ground,
    ImageError,
    decode_palette,
    decode_pixels,
    decode_png,
)
from ppchat.core.images.image_header import ImageHeader
from ppchat.tui.pictures.graphics import Graphics
from ppchat.tui.pictures.half_blocks import half_block_rows
from ppchat.tui.pictures.kitty import placeholder_rows, transmission
from ppchat.tui.pictures.overlay import iterm_sequence, sixel_sequence

_CELL: Final = (10, 20)
"""Pixels of a terminal's cell where it does not say."""
_SHARPNESS: Final = 2
"""By how many pixels an image is finer than `_CELL` where the terminal fits it to its cells."""


class Extent(NamedTuple):
    """Terminal cells that an image takes."""

    columns: int
    rows: int


class PictureRequest(NamedTuple):
    """An image, and how it is to be drawn."""

    source: str
    graphics: Graphics
    extent: Extent
    ground: Ground
    """What is seen where it is transparent."""
    cell_pixels: tuple[int, int] = _CELL


class Picture(NamedTuple):
    """A drawn image."""

    rows: Sequence[Sequence[Segment]] = ()
    sequence: str = ""
    """What the terminal is to be given before the rows, or in their place if there are none."""
    problem: str = ""
    """Why there is nothing to draw; foreign."""
    image_id: int = 0
    """The number by which the terminal keeps it; 0 if it does not."""


def fit(header: ImageHeader, graphics: Graphics, columns: int, rows: int) -> Extent:
    """The cells that an image takes within `columns` and `rows`, each twice as high as wide."""
    width, height = header.width, header.height
    if graphics in (Graphics.WORDS, Graphics.MISSING) or not width or not height:
        return Extent(0, 0)
    natural = width if graphics is Graphics.BLOCKS else -(-width // _CELL[0])
    across = min(columns, natural, max(1, round(2 * rows * width / height)))
    return Extent(across, max(1, min(rows, round(across * height / width / 2))))


def draw_picture(request: PictureRequest) -> Picture:
    """The picture of an image; takes up to seconds."""
    source, graphics, (columns, rows), ground, cell = request
    try:
        match graphics:
            case Graphics.KITTY:
                width, height = columns * cell[0], rows * cell[1]
                png = decode_png(source, _SHARPNESS * width, _SHARPNESS * height)
                digest = hashlib.blake2b(png + bytes((columns, rows)), digest_size=3).digest()
                image_id = int.from_bytes(digest) | 1
                cells = placeholder_rows(image_id, columns, rows)
                return Picture(cells, transmission(image_id, png, columns, rows), "", image_id)
            case Graphics.ITERM:
                png = decode_png(source, columns * cell[0], rows * cell[1])
                return Picture(sequence=iterm_sequence(png, columns, rows))
            case Graphics.SIXEL:
                pixels = decode_palette(source, columns * cell[0], rows * cell[1], ground)
                return Picture(sequence=sixel_sequence(*pixels))
            case _:
                pixels_of_blocks = decode_pixels(source, columns, 2 * rows, ground)
                return Picture(half_block_rows(pixels_of_blocks, columns))
    except ImageError as error:
        return Picture(problem=str(error))
