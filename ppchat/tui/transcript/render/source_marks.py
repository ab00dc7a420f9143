"""The numbers of sources, drawn where a text cites them; they are not part of what is copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ppchat.core.dialects.faces.sources import Mark
from ppchat.core.markdown import Leaf, LeafKind
from ppchat.tui.transcript.render.leaf_content import LeafContent
from ppchat.tui.transcript.render.row import Span
from ppchat.tui.transcript.render.wrap import crop_span

_CODE: Final = (LeafKind.FENCE, LeafKind.CODE, LeafKind.MATH, LeafKind.DEFINITION)
"""Kinds in which a number would be taken for a part of the code."""


def marks_in(leaf: Leaf, marks: Sequence[Mark]) -> Sequence[Mark]:
    """The marks that stand in a leaf."""
    if not marks or leaf.kind in _CODE or not leaf.lines:
        return ()
    return [mark for mark in marks if leaf.start < mark[0] <= leaf.stop]


def with_marks(content: LeafContent, marks: Sequence[Mark]) -> LeafContent:
    """A copy of the content with a number behind the text up to each mark."""
    lines = [list(line) for line in content.lines]
    cells = [[list(cell) for cell in row] for row in content.cells]
    texts = [*lines, *(cell for row in cells for cell in row)]
    for offset, number in marks:
        _add_mark(texts, offset, Span(f"[{number}]", "quiet"))
    return LeafContent(lines, cells)


def _add_mark(texts: Sequence[list[Span]], offset: int, mark: Span) -> None:
    """Put a mark behind the last text before an offset."""
    starts = (
        (span.start, text, index)
        for text in texts
        for index, span in enumerate(text)
        if 0 <= span.start < offset
    )
    last = max(starts, key=lambda place: place[0], default=None)
    if last is None:
        return
    _, text, index = last
    span = text[index]
    size = offset - span.start
    if span.extent or size >= len(span.text):
        while (
            index + 1 < len(text) and text[index + 1].start == -1 and text[index + 1].text != "\n"
        ):
            index += 1  # a mark of the same place
        text.insert(index + 1, mark)
    else:
        text[index : index + 1] = [
            crop_span(span, 0, size),
            mark,
            crop_span(span, size, len(span.text)),
        ]
