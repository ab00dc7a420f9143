"""What Kitty gets: an image once, and characters that stand for its cells."""

from __future__ import annotations

import base64
import re
from itertools import product

from rich.cells import cell_len
from textual.color import Color
from textual.strip import Strip

from ppchat.tui.pictures.kitty import MAX_CELLS, deletion, placeholder_rows, transmission
from ppchat.tui.terminal.contrast import Display
from ppchat.tui.terminal.filters import ReadableFilter, SanitizeFilter

PIECE = re.compile(r"\x1b_G([^;\x1b]*);([^\x1b]*)\x1b\\")


def test_an_image_is_sent_in_pieces_and_never_answered() -> None:
    png = bytes(range(256)) * 40
    sequence = transmission(77, png, 12, 5)
    pieces = PIECE.findall(sequence)
    assert "".join(f"\x1b_G{keys};{data}\x1b\\" for keys, data in pieces) == sequence
    assert base64.b64decode("".join(data for _, data in pieces)) == png
    assert pieces[0][0] == "a=T,U=1,f=100,i=77,c=12,r=5,q=2,m=1"
    assert [keys for keys, _ in pieces[1:]] == ["q=2,m=1"] * (len(pieces) - 2) + ["q=2,m=0"]
    assert all(len(data) <= 4096 for _, data in pieces)
    assert "q=2" in deletion(77)


def test_each_cell_names_its_row_and_its_column() -> None:
    rows = placeholder_rows(0x123456, MAX_CELLS, MAX_CELLS)
    texts = [row[0].text for row in rows]
    assert {cell_len(text) for text in texts} == {MAX_CELLS}
    cells = {text[at : at + 3] for text in texts for at in range(0, len(text), 3)}
    marks = [text[1] for text in texts]
    expected = {f"\U0010eeee{y}{x}" for y, x in product(marks, marks)}
    assert len(expected) == MAX_CELLS**2
    assert cells == expected


def test_no_filter_changes_a_placeholder_or_its_number() -> None:
    (row,) = placeholder_rows(0x000102, 30, 1)  # nearly black: no text in it could be read
    strip = Strip(row)
    for line_filter in (SanitizeFilter(), ReadableFilter(Display())):
        strip = strip.apply_filter(line_filter, Color.parse("black"))
    assert list(strip) == row


def test_a_part_of_a_row_stays_at_its_place() -> None:
    (row,) = placeholder_rows(1, 10, 1)
    assert Strip(row).crop(4, 6).text == row[0].text[12:18]
