"""Texts and lines are as wide as they have to be."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style

from ppchat.tui.style.strip import fit_width, line_strip


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("abc", 5, "abc  "),
        ("abcde", 5, "abcde"),
        ("abcdef", 5, "abcd…"),
        ("ab cdef", 4, "ab… "),
        ("翻訳翻訳", 5, "翻訳…"),
        ("翻訳翻訳", 4, "翻… "),
    ],
)
def test_fit_width(text: str, cells: int, shown: str) -> None:
    assert fit_width(text, cells) == shown


@pytest.mark.parametrize("width", [0, 3, 8])
def test_a_line_fills_its_width_with_the_background(width: int) -> None:
    strip = line_strip([Segment(""), Segment("ab 翻")], width, Style(bgcolor="red"))
    assert strip.cell_length == width
    assert all(segment.style and segment.style.bgcolor for segment in strip)
