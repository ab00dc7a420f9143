"""A response as a row."""

from __future__ import annotations

import pytest

from ppchat.tui.screens.proxy.stream_row import column_widths, fit_width


@pytest.mark.parametrize("width", range(60, 240, 7))
def test_the_columns_fill_the_width(width: int) -> None:
    columns = column_widths(width)
    fixed = 1 + 8 + 2 + columns.model + 2 + columns.prompt + 2 + columns.status
    assert fixed + columns.elapsed + columns.ttft + columns.events + columns.rate + 1 == max(
        width, fixed + 21
    )


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [("abc", 5, "abc  "), ("abcdef", 5, "abcd…"), ("ab cdef", 4, "ab…"), ("翻訳翻訳", 5, "翻訳…")],
)
def test_fit_width(text: str, cells: int, shown: str) -> None:
    assert fit_width(text, cells).rstrip() == shown.rstrip()
