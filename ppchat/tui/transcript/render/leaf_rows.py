"""A leaf → rows of a given width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ppchat.core.markdown import BlockQuote, Leaf, LeafKind, ListItem
from ppchat.tui.transcript.render.leaf_content import LeafContent, language
from ppchat.tui.transcript.render.row import Span, TextRow, width
from ppchat.tui.transcript.render.spoken import spoken_lines
from ppchat.tui.transcript.render.table import fit_widths, natural_widths, table_rows
from ppchat.tui.transcript.render.wrap import wrap_spans

_BULLETS: Final = "•◦▪"
_MIN_WIDTH: Final = 16
"""Terminal cells that text keeps, however deep the quotes and lists around it."""

_FLOWING: Final = frozenset(
    {LeafKind.PARAGRAPH, LeafKind.HEADING, LeafKind.DEFINITION, LeafKind.TEXT}
)
"""Kinds whose text may continue the last row of the part before."""


@dataclass(frozen=True, slots=True)
class TextLayout:
    """What rows depend on besides the leaf."""

    width: int
    wraps: bool = False
    """Whether code and wide tables are wrapped instead of scrolled sideways."""
    plain: bool = False
    """Whether to draw without boxes, for a screen reader."""
    graphics: str = ""
    """How images are drawn; empty until there is one, and where none are."""


def row_prefixes(leaf: Leaf, plain: bool) -> tuple[list[Span], list[Span]]:
    """The prefix of the first row of `leaf` and that of the others."""
    first: list[Span] = []
    rest: list[Span] = []
    depth = -1
    for index, container in enumerate(leaf.containers):
        if isinstance(container, BlockQuote):
            bar = Span("> " if plain else "▎ ", "bar")
            first.append(bar)
            rest.append(bar)
            continue
        depth += 1
        marker = " - " if plain and container.number is None else _marker(container, depth)
        blank = Span(" " * len(marker))
        first.append(Span(marker, "marker", leaf.start) if index >= leaf.new_from else blank)
        rest.append(blank)
    return first, rest


def _marker(item: ListItem, depth: int) -> str:
    if item.number is None:
        return f" {_BULLETS[min(depth, 2)]} "
    return f"{item.number}{item.marker} ".rjust(4)


def leaf_rows(
    leaf: Leaf,
    content: LeafContent,
    layout: TextLayout,
    carry: Sequence[Span] = (),
    columns: Sequence[int] = (),
) -> tuple[list[TextRow], list[Span]]:
    """Rows of `leaf`, and the spans of its last row if that continues in the next leaf.

    `carry` holds those spans of the previous leaf; `columns` the natural widths of a table, set
    by its first part.
    """
    first_prefix, prefix = row_prefixes(leaf, layout.plain)
    if layout.plain:
        content = LeafContent(spoken_lines(leaf, content), [])
    line = content.lines[0] if content.lines else []
    if line and line[0].style.endswith("box") and first_prefix:
        first_prefix[-1] = line[0]
        content = LeafContent([line[1:]], [])
    available = max(_MIN_WIDTH, layout.width - width(prefix))
    rows: list[TextRow]
    carried: list[Span] = []
    if layout.plain and leaf.kind not in _FLOWING:
        rows = [TextRow(spans) for line in content.lines for spans in wrap_spans(line, available)]
    elif leaf.kind in (LeafKind.FENCE, LeafKind.CODE):
        rows = _code_rows(leaf, content, layout, available)
    elif leaf.kind is LeafKind.MATH:
        rows = [TextRow(line, wide=True) for line in content.lines]
    elif leaf.kind is LeafKind.TABLE:
        widths, wide = fit_widths(
            columns or natural_widths(content.cells, len(leaf.info)), available, layout.wraps
        )
        rows = table_rows(
            content.cells, widths, leaf.info, wide, header=leaf.part == 0, offset=leaf.start
        )
    elif leaf.kind is LeafKind.RULE:
        rows = [TextRow([Span("─" * available, "rule")], offset=leaf.start)]
    else:
        lines = wrap_spans(content.lines[0], available, carry)
        if leaf.runs_on:
            carried = lines.pop()
        rows = [TextRow(spans) for spans in lines]
        if leaf.kind is LeafKind.HEADING and leaf.level == 1 and not layout.plain:
            rows.append(TextRow([Span("─" * available, "rule")], offset=leaf.stop))
    offset = leaf.start
    for number, row in enumerate(rows):
        offset = next((span.start for span in row.spans if span.start >= 0), row.offset or offset)
        row.offset = offset
        row.prefix = prefix if number or leaf.joined else first_prefix
    if leaf.space_above:
        gap_spans = gap_prefix(leaf, layout.plain)
        rows.insert(0, TextRow((), offset=leaf.start, prefix=gap_spans))
    return rows, carried


def gap_prefix(leaf: Leaf, plain: bool) -> list[Span]:
    """The prefix of the empty row above `leaf`: bars of quotes that began before it."""
    spans = []
    for index, container in enumerate(leaf.containers):
        if isinstance(container, BlockQuote) and index < leaf.new_from:
            spans.append(Span("> " if plain else "▎ ", "bar"))
        elif isinstance(container, ListItem):
            spans.append(Span(" " * (3 if container.number is None else 4)))
        else:
            break
    return spans


def _code_rows(
    leaf: Leaf, content: LeafContent, layout: TextLayout, available: int
) -> list[TextRow]:
    rows: list[TextRow] = []
    padding = Span(" ", "code")
    if leaf.part == 0:
        label = language(leaf)
        spans = [Span(f" {label}", "label")] if label else [Span("▄" * available, "edge")]
        rows.append(TextRow(spans, background="code" if label else "", offset=leaf.start))
    for line in content.lines:
        if not layout.wraps:
            rows.append(
                TextRow([padding, *line, padding] if line else (), background="code", wide=True)
            )
            continue
        rows.extend(
            TextRow([padding, *spans, padding], background="code")
            for spans in wrap_spans(line, max(1, available - 2))
        )
    if leaf.last:
        rows.append(TextRow([Span("▀" * available, "edge")], offset=leaf.stop))
    return rows


def estimate_height(leaf: Leaf, layout: TextLayout) -> int:
    """The approximate number of rows of `leaf`, without looking at its text."""
    available = max(_MIN_WIDTH, layout.width - 4 * len(leaf.containers))
    rows = int(leaf.space_above)
    if leaf.kind in (LeafKind.FENCE, LeafKind.CODE) and not layout.wraps:
        return rows + len(leaf.lines) + (leaf.part == 0) + leaf.last
    if leaf.kind in (LeafKind.TABLE, LeafKind.MATH, LeafKind.RULE):
        return rows + len(leaf.lines)
    if leaf.kind is LeafKind.HEADING:
        rows += leaf.level == 1
    return rows + sum(1 + (stop - start) // available for start, stop in leaf.lines or ((0, 0),))
