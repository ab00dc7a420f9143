"""A response as a row."""

from __future__ import annotations

import pytest

from ppchat.tui.screens.proxy.stream_row import columns, cropped


@pytest.mark.parametrize("width", range(60, 240, 7))
def test_the_columns_fill_the_width(width: int) -> None:
    at = columns(width)
    fixed = 1 + 8 + 2 + at.model + 2 + at.prompt + 2 + at.status
    assert fixed + at.elapsed + at.ttft + at.events + at.rate + 1 == max(width, fixed + 21)


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [("abc", 5, "abc  "), ("abcdef", 5, "abcd…"), ("ab cdef", 4, "ab…"), ("翻訳翻訳", 5, "翻訳…")],
)
def test_what_is_too_long_is_cropped(text: str, cells: int, shown: str) -> None:
    assert cropped(text, cells).rstrip() == shown.rstrip()
