"""An image in the cells that it takes."""

from __future__ import annotations

import pytest

from ppchat.core.images.image_header import ImageHeader
from ppchat.tui.pictures.graphics import Graphics
from ppchat.tui.pictures.picture import Extent, PictureRequest, draw_picture, fit
from tests.support.images import base64_png


@pytest.mark.parametrize(
    ("size", "graphics", "extent"),
    [
        ((1024, 1024), Graphics.BLOCKS, (40, 20)),
        ((1024, 1024), Graphics.KITTY, (40, 20)),
        ((3000, 300), Graphics.BLOCKS, (80, 4)),
        ((8, 8), Graphics.BLOCKS, (8, 4)),
        ((8, 8), Graphics.KITTY, (1, 1)),
        ((1, 9000), Graphics.BLOCKS, (1, 20)),
        ((9000, 1), Graphics.BLOCKS, (80, 1)),
        ((0, 0), Graphics.BLOCKS, (0, 0)),
        ((1024, 1024), Graphics.WORDS, (0, 0)),
        ((1024, 1024), Graphics.MISSING, (0, 0)),
    ],
    ids=str,
)
def test_the_cells_of_an_image(
    size: tuple[int, int], graphics: Graphics, extent: tuple[int, int]
) -> None:
    assert fit(ImageHeader("PNG", *size), graphics, 80, 20) == extent


def request(graphics: Graphics, source: str = "") -> PictureRequest:
    return PictureRequest(source or base64_png(64, 64), graphics, Extent(8, 4), (0, 0, 0))


@pytest.mark.parametrize("graphics", [Graphics.BLOCKS, Graphics.KITTY])
def test_rows_fill_the_extent(graphics: Graphics) -> None:
    picture = draw_picture(request(graphics))
    widths = [sum(segment.cell_length for segment in row) for row in picture.rows]
    assert widths == [8] * 4
    assert bool(picture.sequence) == bool(picture.image_id) == (graphics is Graphics.KITTY)


@pytest.mark.parametrize("graphics", [Graphics.ITERM, Graphics.SIXEL])
def test_what_is_drawn_over_the_screen_has_no_rows(graphics: Graphics) -> None:
    picture = draw_picture(request(graphics))
    assert picture.sequence
    assert not picture.rows


def test_the_same_image_in_other_cells_is_another_for_the_terminal() -> None:
    first = draw_picture(request(Graphics.KITTY))
    second = draw_picture(request(Graphics.KITTY)._replace(extent=Extent(4, 2)))
    assert first.image_id != second.image_id


def test_what_cannot_be_drawn_is_a_problem() -> None:
    picture = draw_picture(request(Graphics.BLOCKS, "AAAA"))
    assert picture.problem == "it is not an image that can be read"
    assert not picture.rows
