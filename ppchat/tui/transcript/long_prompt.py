"""A text folded to some of its rows: a long prompt to its first, one that grows to its last."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len

from ppchat.core.markdown import Leaf, LeafKind
from ppchat.core.text.display import pluralize
from ppchat.core.text.rope import Rope
from ppchat.tui.transcript.render.leaf_content import parse_leaf
from ppchat.tui.transcript.render.leaf_rows import TextLayout, leaf_rows
from ppchat.tui.transcript.render.row import Span, TextRow

MAX_ROWS: Final = 8
"""Rows of a prompt beyond which it is folded."""
TAIL_ROWS: Final = 4
"""Rows shown of a folded text that grows."""
SHOWN_ROWS: Final = 5
"""Rows of a folded prompt."""


def is_long(text: Rope, layout: TextLayout) -> bool:
    """Whether `text` takes more than `MAX_ROWS` rows, going by the width of its lines."""
    beginning = text.slice(0, (MAX_ROWS + 1) * layout.width)
    lines = beginning.split("\n")
    return sum(max(1, -(-cell_len(line) // layout.width)) for line in lines) > MAX_ROWS


def folded_rows(text: Rope, layout: TextLayout, style: str) -> list[TextRow]:
    """The first rows of `text`, and one with how much of it is hidden."""
    stop = min(len(text), (SHOWN_ROWS + 1) * layout.width)
    lines, start = [], 0
    for line in text.slice(0, stop).split("\n")[: SHOWN_ROWS + 1]:
        lines.append((start, start + len(line)))
        start += len(line) + 1
    leaf = Leaf(LeafKind.TEXT, tuple(lines))
    rows = leaf_rows(leaf, parse_leaf(leaf, text.slice, style), layout)[0][:SHOWN_ROWS]
    end = max((span.start + len(span.text) for row in rows for span in row.spans), default=0)
    return [*rows, TextRow([Span(f"… {_amount(text.slice(end).strip())} ▸", "quiet")], offset=end)]


def unfolded_row(text: Rope) -> TextRow:
    """The row above a long prompt by which it can be folded again."""
    return TextRow([Span(f"{pluralize(_line_count(str(text)), 'line')} ▾", "quiet")])


def _amount(hidden: str) -> str:
    lines = _line_count(hidden)
    return f"{lines:,} more lines" if lines > 1 else f"{len(hidden):,} more characters"


def _line_count(text: str) -> int:
    return text.count("\n") + 1


def tail_rows(text: Rope, layout: TextLayout) -> list[TextRow]:
    """The last rows of `text`; costs the same however long it is."""
    start = max(0, len(text) - (TAIL_ROWS + 1) * layout.width)
    lines = []
    for line in text.slice(start, len(text)).split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    leaf = Leaf(LeafKind.TEXT, tuple(lines))
    rows = leaf_rows(leaf, parse_leaf(leaf, text.slice, "quiet"), layout)[0]
    return [row for row in rows if row.spans][-TAIL_ROWS:]
