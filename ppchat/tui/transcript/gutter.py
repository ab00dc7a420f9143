"""The bar left of a row: whose it is, how bad a notice, which cell is the current one."""

from __future__ import annotations

from ppchat.core.view.cell import CellKind
from ppchat.tui.transcript.cell_heading import FOLDING, TONES
from ppchat.tui.transcript.cell_view import CellView


def gutter(view: CellView, y: int, current: bool) -> tuple[str, str]:
    """What stands left of the row `y` of a cell, and its ink."""
    kind = view.cell.kind
    inside = y >= 1 or view.tight
    if kind is CellKind.PROMPT and inside:
        return ("█" if current else "▌"), "prompt-bar"
    if kind is CellKind.NOTICE and y == 1:
        return TONES[view.cell.tone]
    if kind is CellKind.REFUSAL and inside:
        return "▌", "warning"
    if inside and current:
        return "▏", "current"
    if kind in FOLDING and inside and not view.folded:
        return "▏", "bar"
    return " ", ""
