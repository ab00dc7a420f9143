"""A row as a strip: its width, its highlights, its offsets for the mouse."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textual.color import Color
from textual.strip import Strip

from ppchat.tui.style.text_styles import Palette
from ppchat.tui.style.themes import DARK
from ppchat.tui.transcript.render.paint import (
    MARGIN,
    Highlight,
    PaintStyle,
    add_offsets,
    crop_cells,
    overflow,
    paint_row,
)
from ppchat.tui.transcript.render.row import Span, TextRow, width

PALETTE = Palette(DARK.to_color_system().generate(), Color.parse("#101010"), False)
STYLE = PaintStyle(PALETTE, column_width=20, row_width=30)
TEXT = [Span("grey ", "", 0), Span("heron", "strong", 5)]

pieces = st.text(alphabet="ab c 日本、。é👩\u0301-한글(", max_size=60)
lines = st.lists(pieces.map(lambda text: Span(text, "x")), max_size=5)


def wide_row() -> TextRow:
    return TextRow([Span("0123456789" * 5, "code", 0)], background="code", wide=True)


@given(lines, st.integers(0, 20), st.integers(0, 20))
@example([Span("-", "x"), Span("e\u0301日\u0301한", "x")], 5, 1)
@settings(deadline=None, max_examples=150)
def test_a_crop_has_its_width(line: list[Span], start: int, size: int) -> None:
    total = width(line)
    expected = max(0, min(total, start + size) - min(total, start))
    assert width(crop_cells(line, start, start + size)) == expected


@pytest.mark.parametrize("row_width", [1, 3, 30, 80])
@pytest.mark.parametrize("background", ["", "code"])
@pytest.mark.parametrize("text", ["", "heron", "日本語" * 40, "👩\u200d👧" * 20])
def test_a_strip_has_the_width_of_the_row(row_width: int, background: str, text: str) -> None:
    row = TextRow([Span(text, "", 0)], background=background, prefix=[Span("▎ ", "bar")])
    style = STYLE._replace(row_width=row_width)
    for strip in (
        paint_row(row, style),
        paint_row(row, style, [Highlight(1, 4, "match")]),
        paint_row(row, style, cursor=True),
    ):
        assert strip.cell_length == row_width
        assert sum(segment.cell_length for segment in strip) == row_width


def test_a_row_is_painted_once_until_its_style_changes() -> None:
    row = TextRow(TEXT)
    strip = paint_row(row, STYLE)
    assert paint_row(row, STYLE._replace(shift=3)) is strip  # only wide rows are scrolled
    assert paint_row(row, STYLE, [Highlight(50, 60, "match")]) is strip
    assert paint_row(row, STYLE._replace(gutter="▌")) is not strip
    assert paint_row(row, STYLE, [Highlight(0, 2, "match")]) is not strip


def test_a_highlight_covers_its_source_range_and_later_ones_lie_on_top() -> None:
    highlights = [Highlight(3, 7, "match"), Highlight(6, 8, "select")]
    strip = paint_row(TextRow(TEXT), STYLE, highlights)
    match, select = PALETTE.style("match").bgcolor, PALETTE.style("select").bgcolor
    plain = PALETTE.style("").bgcolor
    painted = [(segment.text, segment.style and segment.style.bgcolor) for segment in strip]
    assert [(text, color) for text, color in painted if text.strip()] == [
        ("gre", plain),
        ("y ", match),
        ("h", match),
        ("e", select),
        ("r", select),
        ("on", plain),
    ]


def test_text_that_is_not_in_the_source_is_not_highlighted() -> None:
    row = TextRow([Span("────", "rule")])
    assert paint_row(row, STYLE, [Highlight(0, 100, "match")]) is row.strip


def test_the_cursor_stands_after_the_text() -> None:
    assert paint_row(TextRow(TEXT), STYLE, cursor=True).text.startswith("  grey heron▌ ")


@pytest.mark.parametrize(
    ("shift", "shown"),
    [
        (0, "0123456789012345678›"),
        (5, "‹678901234567890123›"),
        (30, "‹1234567890123456789"),
        (1000, "‹1234567890123456789"),
    ],
)
def test_a_wide_row_is_scrolled_sideways_between_marks(shift: int, shown: str) -> None:
    strip = paint_row(wide_row(), STYLE._replace(shift=shift))
    assert strip.text[MARGIN:].rstrip() == shown


def test_overflow_is_that_of_wide_rows_only() -> None:
    assert overflow(wide_row(), 20) == 30
    assert overflow(wide_row(), 60) == 0
    assert overflow(TextRow(wide_row().spans), 20) == 0


def offsets(strip: Strip) -> dict[str, tuple[int, int]]:
    return {
        segment.text: segment.style.meta["offset"]
        for segment in strip
        if segment.text.strip() and segment.style
    }


def test_every_character_has_its_source_offset_and_its_cell() -> None:
    row = TextRow(TEXT)
    strip = paint_row(row, STYLE)
    selectable = add_offsets(strip, row, 0, 3)
    assert selectable.text == strip.text
    assert selectable.cell_length == strip.cell_length
    assert offsets(selectable) == {"grey ": (0, 3), "heron": (5, 3)}


def test_a_drawn_character_has_the_offset_of_the_row() -> None:
    row = TextRow([Span("────", "rule")], offset=9)
    assert offsets(add_offsets(paint_row(row, STYLE), row, 9, 0)) == {"─": (9, 0)}
