"""Pixels as half blocks."""

from __future__ import annotations

from rich.segment import Segment

from ppchat.tui.pictures.half_blocks import half_block_rows

RED, BLUE = (255, 0, 0), (0, 0, 255)


def colors(segment: Segment) -> tuple[object, object]:
    assert segment.style is not None
    assert segment.style.color is not None
    assert segment.style.bgcolor is not None
    return segment.style.color.get_truecolor(), segment.style.bgcolor.get_truecolor()


def test_two_rows_of_pixels_are_one_of_blocks() -> None:
    pixels = bytes((*RED, *RED, *BLUE, *BLUE, *BLUE, *BLUE))
    (row,) = half_block_rows(pixels, 3)
    assert [segment.text for segment in row] == ["▀▀", "▀"]
    assert [colors(segment) for segment in row] == [(RED, BLUE), (BLUE, BLUE)]


def test_each_row_is_as_wide_as_the_image() -> None:
    rows = half_block_rows(bytes(range(240)), 10)
    assert [sum(segment.cell_length for segment in row) for row in rows] == [10] * 4
