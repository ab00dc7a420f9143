"""The sign left of a row: the kind of cell, the tone of a notice, the selected answer."""

from __future__ import annotations

from ppchat.core.view.cell import CellKind
from ppchat.core.view.tone import TONE_SIGNS
from ppchat.tui.transcript.cells.cell_heading import CLIENT_KINDS, FOLDABLE_KINDS
from ppchat.tui.transcript.cells.cell_view import CellView


def gutter(
    view: CellView,
    y: int,
    *,
    current: bool = False,
    selected: bool = False,
    joined: bool = False,
) -> tuple[str, str]:
    """The sign left of row `y` of a cell, and the name of its style.

    The cell is `current` if keys act on it, `selected` if its answer is, and `joined` if the cell
    above is of the same answer.
    """
    kind = view.cell.kind
    inside = y >= 1 or view.tight
    if kind in CLIENT_KINDS and inside:
        return ("█", "current") if current else ("▌", "prompt-bar")
    if kind is CellKind.NOTICE and y == 1:
        return TONE_SIGNS[view.cell.tone], view.cell.tone.value
    if kind is CellKind.REFUSAL and inside:
        return "▌", "warning"
    if inside and current:
        return "█", "current"
    if selected and (inside or joined):
        return "┃", "current"
    if kind in FOLDABLE_KINDS and inside and not view.folded:
        return "▏", "bar"
    return " ", ""
