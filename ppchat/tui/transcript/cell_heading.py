"""The rows above a cell's text: who speaks, what was thought about, which tool was called."""

from __future__ import annotations

from typing import Final

from ppchat.core.security.sanitize import safe_line
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.transcript.render.leaf_rows import Frame
from ppchat.tui.transcript.render.row import Row, Span
from ppchat.tui.transcript.render.wrap import wrapped

FOLDING: Final = {CellKind.REASONING, CellKind.TOOL}
"""Kinds of cell that are folded to their heading until they are opened."""
TONES: Final = {
    Tone.QUIET: ("·", "quiet"),
    Tone.GOOD: ("✓", "good"),
    Tone.WARNING: ("▲", "warning"),
    Tone.BAD: ("✗", "bad"),
}
"""The mark of a notice, and its ink."""


def heading(cell: Cell, frame: Frame, folded: bool, tight: bool) -> list[Row]:
    """An empty row, unless the cell stands close to the one above, and who speaks or what it is."""
    plain = frame.plain
    rows = [] if tight else [Row(())]
    title = safe_line(cell.title, 200)
    who = f"{cell.kind.value}: " if plain else ""
    if cell.kind in FOLDING:
        fold = "▸" if folded else "▾"
        name = title or cell.kind.value
        spans = [Span(f"{who}{name} ", "quiet"), Span("" if plain else fold, "quiet")]
    elif cell.kind is CellKind.NOTICE:
        if not title and not plain:
            return rows
        spans = [Span(f"{who}{title}", TONES[cell.tone][1])]
    elif cell.kind is CellKind.PROMPT:
        if not title and not plain:
            return rows
        spans = [Span(f"{who}{title}", "quiet")]
    elif cell.kind is CellKind.REFUSAL:
        spans = [Span(f"{title or 'refused'}", "warning strong")]
    elif title or plain:
        spans = [Span(title or who, "title")]
    else:
        return rows
    rows.extend(Row(line) for line in wrapped(spans, frame.width))
    return rows
