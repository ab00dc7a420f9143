"""The rows above a cell's text: its speaker, a summary of its reasoning or the tool called."""

from __future__ import annotations

from typing import Final

from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import Span, TextRow
from ppchat.tui.transcript.render.wrap import wrap_spans

FOLDABLE_KINDS: Final = {CellKind.REASONING, CellKind.TOOL}
"""Kinds of cell that are folded to their heading until opened."""
CLIENT_KINDS: Final = {CellKind.PROMPT, CellKind.OUTPUT}
"""Kinds of cell that hold what is sent to the model."""


def heading_rows(cell: Cell, layout: TextLayout, folded: bool, tight: bool) -> list[TextRow]:
    """The heading of a cell, below an empty row unless the cell is `tight` with the one above."""
    plain = layout.plain
    rows = [] if tight else [TextRow(())]
    title = sanitize_line(cell.title, 200)
    speaker = f"{cell.kind.value}: " if plain and cell.kind is not CellKind.IMAGE else ""
    if cell.kind in FOLDABLE_KINDS:
        indent = "  " if cell.is_detail and not plain else ""
        name = f"{indent}{title or cell.kind.value}"
        spans = [Span(f"{speaker}{name}", cell.tone.value)]
        if len(cell.text):
            fold = "▸" if folded else "▾"
            state = (", folded" if folded else ", open") if plain else f" {fold}"
            spans.append(Span(state, "quiet"))
    elif cell.kind is CellKind.NOTICE:
        if not title and not plain:
            return rows
        spans = [Span(f"{speaker}{title}", cell.tone.value)]
    elif cell.kind in CLIENT_KINDS or cell.kind is CellKind.IMAGE:
        if not title and not plain:
            return rows
        spans = [Span(f"{speaker}{title}", "quiet")]
    elif cell.kind is CellKind.REFUSAL:
        spans = [Span(f"{title or 'refused'}", "warning strong")]
    elif title or plain:
        spans = [Span(f"{speaker}{title}", "title")]
    else:
        return rows
    rows.extend(TextRow(line) for line in wrap_spans(spans, layout.width))
    return rows
