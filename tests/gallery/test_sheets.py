"""The sheets of the gallery in the README."""

from __future__ import annotations

from itertools import chain

from textual.strip import Strip

from screenshots.gallery import SHEETS, columns
from tests.gallery.gallery import SCENES


def test_each_type_is_on_one_sheet() -> None:
    assert sorted(chain.from_iterable(SHEETS.values())) == sorted(SCENES)


def test_pages_stay_whole_and_in_order() -> None:
    pages = [[Strip.blank(number)] * length for number, length in enumerate((5, 3, 4, 6, 1))]
    left, right = columns(pages)
    widths = [strip.cell_length for strip in left + right]
    assert widths == sorted(widths)
    assert (len(left), len(right)) == (8, 11)
