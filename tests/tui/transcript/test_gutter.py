"""The bar left of a row."""

from __future__ import annotations

import pytest

from ppchat.core.text.rope import Text
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.transcript.cell_view import CellView
from ppchat.tui.transcript.gutter import gutter
from ppchat.tui.transcript.render.leaf_rows import Frame


def view(kind: CellKind) -> CellView:
    return CellView(Cell("a", kind, Text("text"), tone=Tone.BAD), Frame(width=40))


@pytest.mark.parametrize(
    ("kind", "current", "bar"),
    [
        (CellKind.PROMPT, False, ("▌", "prompt-bar")),
        (CellKind.PROMPT, True, ("█", "prompt-bar")),
        (CellKind.ANSWER, False, (" ", "")),
        (CellKind.ANSWER, True, ("▏", "current")),
        (CellKind.NOTICE, False, ("✗", "bad")),
        (CellKind.REFUSAL, False, ("▌", "warning")),
    ],
)
def test_the_bar_of_each_kind(kind: CellKind, current: bool, bar: tuple[str, str]) -> None:
    assert gutter(view(kind), 1, current) == bar


@pytest.mark.parametrize("kind", CellKind)
def test_the_row_between_two_cells_has_none(kind: CellKind) -> None:
    assert gutter(view(kind), 0, current=True) == (" ", "")


def test_what_is_unfolded_has_a_bar_along_it() -> None:
    tool = view(CellKind.TOOL)
    assert gutter(tool, 1, current=False) == (" ", "")
    tool.set_folded(False)
    assert gutter(tool, 1, current=False) == ("▏", "bar")
