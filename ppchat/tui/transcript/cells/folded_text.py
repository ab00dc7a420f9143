"""A long prompt or an answer in JSON, folded to its first rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
SHOWN_ROWS: Final = 5
"""Rows of a folded prompt."""
MAX_JSON_LINES: Final = 30
"""Lines of an answer in JSON beyond which it is folded."""
SHOWN_JSON_LINES: Final = 12
"""Lines of a folded answer in JSON."""


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


def json_lines(leaves: Sequence[Leaf]) -> int:
    """How many lines an answer in JSON is printed on."""
    return sum(len(leaf.lines) for leaf in leaves)


def folded_json_rows(text: Rope, leaves: Sequence[Leaf], layout: TextLayout) -> list[TextRow]:
    """The first rows of an answer in JSON, and one with how much of it is hidden."""
    first, count = leaves[0], SHOWN_JSON_LINES
    leaf = replace(first, lines=first.lines[:count], depths=first.depths[:count])
    rows = leaf_rows(leaf, parse_leaf(leaf, text.slice, ""), layout)[0]
    hidden = f"… {json_lines(leaves) - count:,} more lines ▸"
    return [*rows, TextRow([Span(hidden, "quiet")], offset=leaf.stop)]


def unfolded_row(line_count: int) -> TextRow:
    """The row above a long text by which it can be folded again."""
    return TextRow([Span(f"{pluralize(line_count, 'line')} ▾", "quiet")])


def _amount(hidden: str) -> str:
    lines = line_count(hidden)
    return f"{lines:,} more lines" if lines > 1 else f"{len(hidden):,} more characters"


def line_count(text: str) -> int:
    """The number of lines of the source."""
    return text.count("\n") + 1
