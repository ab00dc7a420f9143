"""Long prompts are folded to their first rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ppchat.core.text.rope import Rope
from ppchat.tui.transcript.cells.folded_text import (
    MAX_ROWS,
    SHOWN_ROWS,
    folded_rows,
    is_long,
    unfolded_row,
)
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import TextRow


def text_of(row: TextRow) -> str:
    return "".join(span.text for span in row.spans)


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("", False),
        ("word " * 20, False),
        ("a\n" * 7 + "a", False),
        ("a\n" * 8 + "a", True),
        ("x" * 161, True),
        ("日" * 80, False),
        ("日" * 90, True),
    ],
)
def test_long_is_what_takes_more_rows_than_the_limit(text: str, long: bool) -> None:
    assert is_long(Rope(text), TextLayout(20)) is long


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("a\n" * 8 + "a", "… 4 more lines ▸"),
        ("a\n" * 1500, "… 1,495 more lines ▸"),
        ("x" * 300, "… 200 more characters ▸"),
        ("a\nb\n" + "word " * 60, "… 239 more characters ▸"),
    ],
)
def test_what_is_hidden_is_counted(text: str, amount: str) -> None:
    rows = folded_rows(Rope(text), TextLayout(20), "prompt")
    assert text_of(rows[-1]) == amount


@given(st.text(alphabet="ab 日\t\n", min_size=20, max_size=400), st.integers(8, 60))
def test_a_folded_prompt_begins_like_the_prompt(text: str, columns: int) -> None:
    rope, layout = Rope(text), TextLayout(columns)
    if is_long(rope, layout):
        *rows, last = folded_rows(rope, layout, "prompt")
        assert 0 < len(rows) <= SHOWN_ROWS < MAX_ROWS
        assert all(cell_len(text_of(row).rstrip()) <= max(16, columns) for row in rows)
        shown = "".join("".join(map(text_of, rows)).split())
        assert "".join(text.split()).startswith(shown)
        assert text_of(last).startswith("… ")


def test_the_row_that_folds_again_counts_the_lines() -> None:
    assert text_of(unfolded_row(3)) == "3 lines ▾"
