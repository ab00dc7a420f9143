"""A leaf → rows of a given width."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ppchat.core.markdown import BlockQuote, Leaf, LeafKind, ListItem, close_markup
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.transcript.render.code import TAB_WIDTH, highlight_code
from ppchat.tui.transcript.render.formula import display_formula
from ppchat.tui.transcript.render.inline import inline_spans, link_spans
from ppchat.tui.transcript.render.json_code import json_spans
from ppchat.tui.transcript.render.row import Span, TextRow, width
from ppchat.tui.transcript.render.spoken import spoken_lines
from ppchat.tui.transcript.render.table import (
    CellSpans,
    fit_widths,
    natural_widths,
    split_row,
    table_rows,
)
from ppchat.tui.transcript.render.wrap import wrap_spans

_BULLETS: Final = "•◦▪"
_MIN_WIDTH: Final = 16
"""Terminal cells that text keeps, however deep the quotes and lists around it."""
_TASK_BOXES: Final = {"[ ] ": " ☐ ", "[x] ": " ☑ ", "[X] ": " ☑ "}
_PARTIAL_TASK: Final = re.compile(r"\[[ xX]?\]?")

_FLOWING: Final = frozenset(
    {LeafKind.PARAGRAPH, LeafKind.HEADING, LeafKind.DEFINITION, LeafKind.TEXT}
)
"""Kinds whose text may continue the last row of the part before."""

Slice = Callable[[int, int], str]
"""Returns the source text between two offsets."""


@dataclass(frozen=True, slots=True)
class TextLayout:
    """What rows depend on besides the leaf."""

    width: int
    style: str = ""
    wraps: bool = False
    """Whether code and wide tables are wrapped instead of scrolled sideways."""
    plain: bool = False
    """Whether to draw without boxes, for a screen reader."""


@dataclass(slots=True)
class LeafContent:
    """A leaf's spans, which do not depend on the width."""

    lines: list[list[Span]]
    cells: list[CellSpans]


def parse_leaf(leaf: Leaf, slice_: Slice, style: str) -> LeafContent:
    """The spans of `leaf`, parsed and styled with the style name `style` as the base."""
    if leaf.kind in (LeafKind.FENCE, LeafKind.CODE, LeafKind.MATH):
        texts = [slice_(*line) for line in leaf.lines]
        starts = [start for start, _ in leaf.lines]
        if leaf.kind is LeafKind.MATH:
            return LeafContent(_formula_lines(leaf, texts, starts), [])
        if leaf.depths:
            lines = zip(texts, starts, leaf.depths, strict=True)
            return LeafContent([json_spans(*line) for line in lines], [])
        return LeafContent(highlight_code(texts, starts, leaf.info), [])
    if leaf.kind is LeafKind.TABLE:
        return LeafContent([], _table_cells(leaf, slice_, style))
    if leaf.kind is LeafKind.TEXT:
        return LeafContent([_text_spans(leaf, slice_, style)], [])
    return LeafContent([_paragraph_spans(leaf, slice_, style)], [])


def _formula_lines(leaf: Leaf, texts: list[str], starts: list[int]) -> list[list[Span]]:
    """The lines of a formula: Unicode once it is complete, if that reads well, else its source."""
    is_whole = not leaf.open and leaf.part == 0 and leaf.last
    if is_whole and (lines := display_formula("\n".join(texts))):
        extent = leaf.stop - leaf.start
        return [[Span("  "), Span(line, "math", leaf.start, "", extent)] for line in lines]
    return [
        [Span(sanitize_line(text, len(text) + 1), "math", start)]
        for text, start in zip(texts, starts, strict=True)
    ]


def _text_spans(leaf: Leaf, slice_: Slice, style: str) -> list[Span]:
    spans: list[Span] = []
    for number, (start, stop) in enumerate(leaf.lines):
        if number:
            spans.append(Span("\n", style, start - 1))
        text = slice_(start, stop).replace("\t", " " * TAB_WIDTH).replace("\r", "␍")
        spans.extend(link_spans(text, style, start))
    return spans


def _paragraph_spans(leaf: Leaf, slice_: Slice, style: str) -> list[Span]:
    """Spans of a paragraph, a heading or a definition."""
    texts = [slice_(*line) for line in leaf.lines]
    text = "\n".join(texts)
    if leaf.kind is LeafKind.HEADING:
        style = f"{style} h{leaf.level}".strip()
    elif leaf.kind is LeafKind.DEFINITION:
        style = f"{style} quiet".strip()
    task = text[:4] if leaf.part == 0 and leaf.new_from < len(leaf.containers) else ""
    skip, known = 4 if task in _TASK_BOXES else 0, len(text)
    if leaf.open:
        text = "" if leaf.containers and _PARTIAL_TASK.fullmatch(text) else close_markup(text)
    spans = inline_spans(text[skip:], style, known=known - skip)
    line_begins, total = [], 0
    for line in texts:
        line_begins.append(total)
        total += len(line) + 1
    source_spans = _to_source_offsets(spans, skip, line_begins, [start for start, _ in leaf.lines])
    if skip:
        source_spans.insert(0, Span(_TASK_BOXES[task], "marker box", leaf.start))
    return source_spans


def _to_source_offsets(
    spans: Sequence[Span], skip: int, line_begins: Sequence[int], starts: Sequence[int]
) -> list[Span]:
    """`spans` with source offsets in place of offsets in the joined lines."""
    if not line_begins:
        return list(spans)
    result = []
    for span in spans:
        if span.start < 0:
            result.append(span)
            continue
        offset = span.start + skip
        line = bisect_right(line_begins, offset) - 1
        result.append(span._replace(start=starts[line] + offset - line_begins[line]))
    return result


def _table_cells(leaf: Leaf, slice_: Slice, style: str) -> list[CellSpans]:
    rows: list[CellSpans] = []
    columns, header_style = len(leaf.info), f"{style} table".strip()
    for number, (start, stop) in enumerate(leaf.lines):
        if leaf.part == 0 and number == 1:
            continue
        header = leaf.part == 0 and number == 0
        last = leaf.open and number == len(leaf.lines) - 1
        row: CellSpans = []
        pieces = split_row(slice_(start, stop))[:columns]
        for index, (text, begin) in enumerate(pieces):
            source = close_markup(text) if last and index == len(pieces) - 1 else text
            cell_style = header_style if header else style
            row.append(inline_spans(source, cell_style, start + begin, known=len(text)))
        row.extend([] for _ in range(columns - len(row)))
        rows.append(row)
    return rows


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
        label = sanitize_line(leaf.info.split(maxsplit=1)[0], 40) if leaf.info.strip() else ""
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
