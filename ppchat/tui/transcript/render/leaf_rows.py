"""A leaf → rows of a given width."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ppchat.core.markdown import Item, Kind, Leaf, Quote, mended
from ppchat.core.security.sanitize import safe_line
from ppchat.tui.transcript.render.code import TAB, code_lines
from ppchat.tui.transcript.render.inline import inline_spans, linked
from ppchat.tui.transcript.render.row import Row, Span, width
from ppchat.tui.transcript.render.table import Cells, fitted, natural, split, table_rows
from ppchat.tui.transcript.render.wrap import wrapped

_BULLETS: Final = "•◦▪"
_NARROWEST: Final = 16
"""Columns that text keeps, however deep the quotes and lists around it."""
_TASK: Final = {"[ ] ": " ☐ ", "[x] ": " ☑ ", "[X] ": " ☑ "}
_TASK_BEGUN: Final = re.compile(r"\[[ xX]?\]?")

Slice = Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What rows depend on beside the leaf."""

    width: int
    ink: str = ""
    wraps: bool = False
    """Whether code and wide tables are wrapped instead of scrolled sideways."""
    plain: bool = False
    """Whether there are no boxes: for a screen reader."""


@dataclass(slots=True)
class Content:
    """A leaf's spans, which do not depend on the width."""

    lines: list[list[Span]]
    cells: list[Cells]


def content(leaf: Leaf, slice_: Slice, ink: str) -> Content:
    """What `leaf` says, parsed and coloured."""
    if leaf.kind in (Kind.FENCE, Kind.CODE, Kind.MATH):
        texts = [slice_(*line) for line in leaf.lines]
        starts = [start for start, _ in leaf.lines]
        if leaf.kind is Kind.MATH:
            return Content(
                [
                    [Span(safe_line(text, len(text) + 1), "math", start)]
                    for text, start in zip(texts, starts, strict=True)
                ],
                [],
            )
        return Content(code_lines(texts, starts, leaf.info), [])
    if leaf.kind is Kind.TABLE:
        return Content([], _cells(leaf, slice_, ink))
    if leaf.kind is Kind.TEXT:
        return Content([_plain(leaf, slice_, ink)], [])
    return Content([_inline(leaf, slice_, ink)], [])


def _plain(leaf: Leaf, slice_: Slice, ink: str) -> list[Span]:
    spans: list[Span] = []
    for number, (start, stop) in enumerate(leaf.lines):
        if number:
            spans.append(Span("\n", ink, start - 1))
        text = slice_(start, stop).replace("\t", " " * TAB).replace("\r", "␍")
        spans.extend(linked(text, ink, start))
    return spans


def _inline(leaf: Leaf, slice_: Slice, ink: str) -> list[Span]:
    """Spans of a paragraph, a heading or a definition."""
    texts = [slice_(*line) for line in leaf.lines]
    text = "\n".join(texts)
    if leaf.kind is Kind.HEADING:
        ink = f"{ink} h{leaf.level}".strip()
    elif leaf.kind is Kind.DEFINITION:
        ink = f"{ink} quiet".strip()
    task = text[:4] if leaf.part == 0 and leaf.fresh < len(leaf.containers) else ""
    skip = 4 if task in _TASK else 0
    if leaf.open:
        text = "" if leaf.containers and _TASK_BEGUN.fullmatch(text) else mended(text)
    spans = inline_spans(text[skip:], ink)
    begins, total = [], 0
    for line in texts:
        begins.append(total)
        total += len(line) + 1
    placed = _placed(spans, skip, begins, [start for start, _ in leaf.lines])
    if skip:
        placed.insert(0, Span(_TASK[task], "marker box", leaf.start))
    return placed


def _placed(
    spans: Sequence[Span], skip: int, begins: Sequence[int], starts: Sequence[int]
) -> list[Span]:
    """`spans` with offsets of the source instead of offsets of the joined lines."""
    if not begins:
        return list(spans)
    placed = []
    for span in spans:
        if span.start < 0:
            placed.append(span)
            continue
        at = span.start + skip
        line = bisect_right(begins, at) - 1
        placed.append(span._replace(start=starts[line] + at - begins[line]))
    return placed


def _cells(leaf: Leaf, slice_: Slice, ink: str) -> list[Cells]:
    rows: list[Cells] = []
    columns, head_ink = len(leaf.info), f"{ink} table".strip()
    for number, (start, stop) in enumerate(leaf.lines):
        if leaf.part == 0 and number == 1:
            continue
        header = leaf.part == 0 and number == 0
        last = leaf.open and number == len(leaf.lines) - 1
        row: Cells = []
        pieces = split(slice_(start, stop))[:columns]
        for index, (text, begin) in enumerate(pieces):
            shown = mended(text) if last and index == len(pieces) - 1 else text
            row.append(inline_spans(shown, head_ink if header else ink, start + begin))
        row.extend([] for _ in range(columns - len(row)))
        rows.append(row)
    return rows


def heads(leaf: Leaf, plain: bool) -> tuple[list[Span], list[Span]]:
    """What stands before the first row of `leaf` and before the others."""
    first: list[Span] = []
    rest: list[Span] = []
    depth = -1
    for index, container in enumerate(leaf.containers):
        if isinstance(container, Quote):
            bar = Span("> " if plain else "▎ ", "bar")
            first.append(bar)
            rest.append(bar)
            continue
        depth += 1
        marker = _marker(container, depth)
        blank = Span(" " * len(marker))
        first.append(Span(marker, "marker", leaf.start) if index >= leaf.fresh else blank)
        rest.append(blank)
    return first, rest


def _marker(item: Item, depth: int) -> str:
    if item.number is None:
        return f" {_BULLETS[min(depth, 2)]} "
    return f"{item.number}{item.marker} ".rjust(4)


def leaf_rows(
    leaf: Leaf,
    content_: Content,
    frame: Frame,
    carry: Sequence[Span] = (),
    columns: Sequence[int] = (),
) -> tuple[list[Row], list[Span]]:
    """Rows of `leaf`, and the spans of its last row when that goes on in the next part.

    `carry` are those spans of the part before; `columns` the natural widths of a table, set by
    its first part.
    """
    first, rest = heads(leaf, frame.plain)
    line = content_.lines[0] if content_.lines else []
    if line and line[0].ink.endswith("box") and first:
        first[-1] = line[0]
        content_ = Content([line[1:]], [])
    room = max(_NARROWEST, frame.width - width(rest))
    rows: list[Row]
    left: list[Span] = []
    if leaf.kind in (Kind.FENCE, Kind.CODE):
        rows = _code(leaf, content_, frame, room)
    elif leaf.kind is Kind.MATH:
        rows = [Row(line, wide=True) for line in content_.lines]
    elif leaf.kind is Kind.TABLE:
        widths, wide = fitted(columns or natural(content_.cells, len(leaf.info)), room, frame.wraps)
        rows = table_rows(
            content_.cells, widths, leaf.info, wide, header=leaf.part == 0, at=leaf.start
        )
    elif leaf.kind is Kind.RULE:
        rows = [Row([Span("─" * room, "rule")], at=leaf.start)]
    else:
        laid = wrapped(content_.lines[0], room, carry)
        if leaf.runs_on:
            left = laid.pop()
        rows = [Row(spans) for spans in laid]
        if leaf.kind is Kind.HEADING and leaf.level == 1 and not frame.plain:
            rows.append(Row([Span("─" * room, "rule")], at=leaf.stop))
    at = leaf.start
    for number, row in enumerate(rows):
        at = next((span.start for span in row.spans if span.start >= 0), row.at or at)
        row.at = at
        row.head = rest if number or leaf.joined else first
    if leaf.gap:
        outer = heads_before_gap(leaf, frame.plain)
        rows.insert(0, Row((), at=leaf.start, head=outer))
    return rows, left


def heads_before_gap(leaf: Leaf, plain: bool) -> list[Span]:
    """What stands before the empty row above `leaf`: bars of quotes that began before it."""
    spans = []
    for index, container in enumerate(leaf.containers):
        if isinstance(container, Quote) and index < leaf.fresh:
            spans.append(Span("> " if plain else "▎ ", "bar"))
        elif isinstance(container, Item):
            spans.append(Span(" " * (3 if container.number is None else 4)))
        else:
            break
    return spans


def _code(leaf: Leaf, content_: Content, frame: Frame, room: int) -> list[Row]:
    rows: list[Row] = []
    if frame.plain:
        return [Row(line, wide=True) for line in content_.lines]
    pad = Span(" ", "code")
    if leaf.part == 0:
        label = safe_line(leaf.info.split(maxsplit=1)[0], 40) if leaf.info.strip() else ""
        spans = [Span(f" {label}", "label")] if label else [Span("▄" * room, "edge")]
        rows.append(Row(spans, ground="code" if label else "", at=leaf.start))
    for line in content_.lines:
        if not frame.wraps:
            rows.append(Row([pad, *line, pad] if line else (), ground="code", wide=True))
            continue
        rows.extend(
            Row([pad, *spans, pad], ground="code") for spans in wrapped(line, max(1, room - 2))
        )
    if leaf.last:
        rows.append(Row([Span("▀" * room, "edge")], at=leaf.stop))
    return rows


def estimated(leaf: Leaf, frame: Frame) -> int:
    """Rows that `leaf` will take, near enough, without a look at its text."""
    room = max(_NARROWEST, frame.width - 4 * len(leaf.containers))
    rows = int(leaf.gap)
    if leaf.kind in (Kind.FENCE, Kind.CODE) and not frame.wraps:
        return rows + len(leaf.lines) + (leaf.part == 0) + leaf.last
    if leaf.kind in (Kind.TABLE, Kind.MATH, Kind.RULE):
        return rows + len(leaf.lines)
    if leaf.kind is Kind.HEADING:
        rows += leaf.level == 1
    return rows + sum(1 + (stop - start) // room for start, stop in leaf.lines or ((0, 0),))
