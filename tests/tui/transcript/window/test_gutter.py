"""The sign left of a row."""

from __future__ import annotations

import pytest

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.transcript.cells.cell_view import CellView
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.window.gutter import gutter


def view(kind: CellKind) -> CellView:
    return CellView(Cell("a", kind, Rope("text"), tone=Tone.BAD), TextLayout(width=40))


@pytest.mark.parametrize(
    ("kind", "current", "sign"),
    [
        (CellKind.PROMPT, False, ("▌", "prompt-bar")),
        (CellKind.PROMPT, True, ("█", "current")),
        (CellKind.OUTPUT, False, ("▌", "prompt-bar")),
        (CellKind.ANSWER, False, (" ", "")),
        (CellKind.ANSWER, True, ("█", "current")),
        (CellKind.NOTICE, False, ("✗", "bad")),
        (CellKind.REFUSAL, False, ("▌", "warning")),
    ],
)
def test_the_sign_of_each_kind(kind: CellKind, current: bool, sign: tuple[str, str]) -> None:
    assert gutter(view(kind), 1, current=current) == sign


@pytest.mark.parametrize("kind", CellKind)
def test_the_row_between_two_cells_has_no_sign(kind: CellKind) -> None:
    assert gutter(view(kind), 0, current=True) == (" ", "")


def test_the_selected_answer_has_a_bar() -> None:
    for kind in (CellKind.ANSWER, CellKind.TOOL, CellKind.REASONING):
        assert gutter(view(kind), 1, selected=True) == ("┃", "current")
        assert gutter(view(kind), 1, selected=True, current=True) == ("█", "current")
    assert gutter(view(CellKind.PROMPT), 1, selected=True) == ("▌", "prompt-bar")
    assert gutter(view(CellKind.NOTICE), 1, selected=True) == ("✗", "bad")


def test_the_bar_of_the_selected_answer_has_no_gap() -> None:
    assert gutter(view(CellKind.ANSWER), 0, selected=True, joined=True) == ("┃", "current")
    assert gutter(view(CellKind.ANSWER), 0, selected=True) == (" ", "")


def test_an_unfolded_cell_has_a_bar() -> None:
    tool = view(CellKind.TOOL)
    assert gutter(tool, 1, current=False) == (" ", "")
    tool.set_folded(False)
    assert gutter(tool, 1, current=False) == ("▏", "bar")
