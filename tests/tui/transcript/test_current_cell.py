"""The cell that keys act on: chosen, by the selected turn, or by scrolling."""

from __future__ import annotations

import pytest

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.current_cell import CurrentCell
from ppchat.tui.transcript.render.leaf_rows import TextLayout

KINDS = (CellKind.PROMPT, CellKind.ANSWER, CellKind.FIGURES)
CELLS = [Cell(f"{turn}/{kind}", kind, Rope("text")) for turn in ("1", "2") for kind in KINDS]


def cells(count: int = len(CELLS)) -> tuple[Column, CurrentCell]:
    column = Column(TextLayout(40))
    column.update(CELLS[:count])
    column.measure_end(1 << 30)
    return column, CurrentCell(column)


def test_it_is_the_answer_of_the_selected_turn_until_one_is_chosen() -> None:
    column, current = cells()
    assert [current.index(turn) for turn in ("", "1", "2", "3")] == [-1, 1, 4, -1]
    assert current.choose(3) == "2"
    assert current.index("1") == current.chosen == 3
    column.update(CELLS[:3])
    assert (current.chosen, current.index("1")) == (-1, 1)


@pytest.mark.parametrize(("turn", "chosen"), [("2", 3), ("1", -1), ("", -1)])
def test_selecting_another_turn_lets_go_of_the_chosen_cell(turn: str, chosen: int) -> None:
    _, current = cells()
    current.choose(3)
    current.select(turn)
    assert current.chosen == chosen


@pytest.mark.parametrize(("turn", "chosen"), [("2", 3), ("1", 0), ("", 3)])
def test_scrolling_stays_in_the_selected_turn(turn: str, chosen: int) -> None:
    _, current = cells()
    current.choose(0)
    current.scroll_to(3, turn)
    assert current.chosen == chosen


def test_a_chosen_cell_stays_current_while_a_row_of_it_is_in_sight() -> None:
    column, current = cells()
    top, bottom = column.cell_top(3), column.bottoms()[3]
    current.keep_in(range(top, bottom), "")
    assert current.chosen == -1  # none was chosen
    current.choose(3)
    for rows in (range(bottom - 1, column.height), range(top + 1)):
        current.keep_in(rows, "")
        assert current.chosen == 3
    current.keep_in(range(top), "2")
    assert current.chosen == 3  # the cell in sight is of another turn
    current.keep_in(range(top), "")
    assert current.chosen == 0


@pytest.mark.parametrize(
    ("index", "step", "message"), [(0, 1, 0), (2, 1, 3), (2, -1, 1), (6, 1, 4), (-1, -1, 0)]
)
def test_figures_are_no_message(index: int, step: int, message: int) -> None:
    assert cells()[1].nearest_message(index, step) == message
