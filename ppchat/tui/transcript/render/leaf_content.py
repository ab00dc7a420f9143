"""A leaf → the spans of its lines or cells, whatever the width."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from ppchat.core.markdown import Leaf, LeafKind, close_markup
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.transcript.render.code import TAB_WIDTH, highlight_code
from ppchat.tui.transcript.render.inline import inline_spans, link_spans
from ppchat.tui.transcript.render.json_code import json_spans
from ppchat.tui.transcript.render.math.formula import display_formula
from ppchat.tui.transcript.render.row import Span
from ppchat.tui.transcript.render.table import CellSpans, split_row

_TASK_BOXES: Final = {"[ ] ": " ☐ ", "[x] ": " ☑ ", "[X] ": " ☑ "}
_PARTIAL_TASK: Final = re.compile(r"\[[ xX]?\]?")

Slice = Callable[[int, int], str]
"""Returns the source text between two offsets."""


@dataclass(slots=True)
class LeafContent:
    """A leaf's spans, which do not depend on the width."""

    lines: list[list[Span]]
    cells: list[CellSpans]


def fit_parts(content: LeafContent, width: int) -> LeafContent:
    """A line without its last parts, between which stands ` · `, as far as it is too wide."""
    if len(content.lines) != 1 or len(content.lines[0]) != 1:
        return content
    span = content.lines[0][0]
    text = span.text
    while cell_len(text) > width and " · " in text:
        text = text.rpartition(" · ")[0]
    return LeafContent([[span._replace(text=text)]], [])


def language(leaf: Leaf) -> str:
    """The language that a code block names; empty if it names none."""
    words = leaf.info.split(maxsplit=1)
    return sanitize_line(words[0], 40) if words else ""


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
