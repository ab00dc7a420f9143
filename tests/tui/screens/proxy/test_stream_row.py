"""A response as a row."""

from __future__ import annotations

import pytest

from ppchat.tui.screens.proxy.stream_row import column_widths


@pytest.mark.parametrize("width", range(60, 240, 7))
@pytest.mark.parametrize("has_protocols", [False, True])
def test_the_columns_fill_the_width(width: int, *, has_protocols: bool) -> None:
    columns = column_widths(width, has_protocols=has_protocols)
    assert bool(columns.protocol) is has_protocols
    fixed = 1 + 8 + 2 + columns.model + 2 + columns.protocol + columns.prompt + 2 + columns.status
    assert fixed + columns.elapsed + columns.ttft + columns.events + columns.rate + 1 == max(
        width, fixed + 21
    )
