"""When a window says that text arrived below it, and how."""

from __future__ import annotations

from textual.color import Color

from ppchat.tui.style.text_styles import Palette
from ppchat.tui.transcript.render.paint import PaintStyle
from ppchat.tui.transcript.window.new_below import NewBelow, new_below_strip


def test_only_text_beyond_what_was_seen_is_new() -> None:
    new = NewBelow()
    new.clear(100)
    for length in (40, 100):
        new.note_below(length)
        assert not new.present
    new.note_below(101)
    new.note_below(90)
    assert new.present
    new.clear(101)
    assert not new.present


def test_the_label_stands_in_the_column_of_the_text() -> None:
    style = PaintStyle(Palette({}, Color.parse("black")), column_width=20, row_width=40, inset=8)
    assert new_below_strip(style).text == " " * 23 + " ↓ new " + " " * 10
