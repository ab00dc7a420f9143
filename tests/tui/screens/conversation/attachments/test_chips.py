"""The files of a prompt in rows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ppchat.tui.screens.conversation.attachments.chips import MAX_ROWS, chip_rows

FILE = ("a.png", "12 B · PNG")


def texts(width: int, *files: tuple[str, str]) -> list[str]:
    rows = chip_rows(files, width)
    return ["  ".join(f"{chip.name} {chip.details}".strip() for chip in row) for row in rows]


def test_as_many_as_fit_stand_in_a_row() -> None:
    assert texts(40, FILE, FILE) == ["a.png 12 B · PNG  a.png 12 B · PNG"]
    assert texts(39, FILE, FILE) == ["a.png  a.png"]
    assert texts(60, *[FILE] * 5) == ["  ".join(["a.png 12 B · PNG"] * n) for n in (3, 2)]


def test_what_leaves_no_room_is_counted() -> None:
    rows = texts(30, *[FILE] * 20)
    assert len(rows) == MAX_ROWS
    assert rows[-1].endswith("and 12 more")


def test_a_long_name_is_shown_by_its_end() -> None:
    assert texts(12, ("a_very_long_name.png", "x")) == ["…_name.png"]


def test_foreign_names_are_sanitized() -> None:
    assert "\x1b" not in texts(80, ("a\x1b[31m", "b\x1b"))[0]


@pytest.mark.parametrize("column", range(20))
def test_a_file_is_removed_by_its_sign(column: int) -> None:
    ((chip,),) = chip_rows([("ab", "cd")], 40)
    assert chip.stop == 7
    assert chip.closes_at(column) is (column in (5, 6, 7))


@given(
    st.lists(st.tuples(st.text(max_size=30), st.text(max_size=20)), min_size=1, max_size=40),
    st.integers(1, 120),
)
def test_no_row_is_wider_than_there_is_room(files: list[tuple[str, str]], width: int) -> None:
    rows = chip_rows(files, width)
    assert 1 <= len(rows) <= MAX_ROWS
    shown = [chip for row in rows for chip in row if chip.number >= 0]
    assert [chip.number for chip in shown] == list(range(len(shown)))
    for row in rows:
        assert row[-1].stop <= max(width, 4)
        for before, after in pairwise(row):
            assert before.stop < after.start
    rest = [chip for row in rows for chip in row if chip.number < 0]
    assert bool(rest) is (len(shown) < len(files))
    assert all(cell_len(chip.name) <= width for chip in rest)
