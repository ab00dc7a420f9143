"""The column of text in its window."""

from __future__ import annotations

from ppchat.tui.transcript.render.paint import MARGIN
from ppchat.tui.transcript.window.placement import MAX_TEXT_WIDTH, place_text


def test_it_fills_a_narrow_window_and_is_centred_in_a_wide_one() -> None:
    for width in (20, 60, 113, 160, 301):
        column = place_text(width, wraps=False, plain=False, graphics="")
        assert column.layout.width <= MAX_TEXT_WIDTH
        right = width - column.inset - column.outer_width
        assert 0 <= right - column.inset <= 1
        assert column.text_left == column.inset + MARGIN
        assert bool(column.inset) == (width > MAX_TEXT_WIDTH + MARGIN + 1)


def test_a_window_without_room_has_a_column_all_the_same() -> None:
    assert place_text(0, wraps=False, plain=False, graphics="").layout.width > 0


def test_plain_text_is_wrapped() -> None:
    assert place_text(80, wraps=False, plain=True, graphics="").layout.wraps
