"""A leaf as lines for a screen reader: words say what is otherwise drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ppchat.core.markdown import Leaf, LeafKind
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.transcript.render.leaf_content import LeafContent, language
from ppchat.tui.transcript.render.row import Span
from ppchat.tui.transcript.render.table import CellSpans

_TASKS: Final = {" ☐ ": "to do: ", " ☑ ": "done: "}
_PICTURE: Final = "▣ "
_TOKENS: Final = re.compile(r"([\d,]+)( \([^)]*\))?→([\d,]+) tokens")


def spoken_lines(leaf: Leaf, content: LeafContent) -> list[list[Span]]:
    """The lines of a leaf: code with its ends, a table row by row, links with their address."""
    if leaf.kind in (LeafKind.FENCE, LeafKind.CODE):
        return _code_lines(leaf, content.lines)
    if leaf.kind is LeafKind.TABLE:
        return _table_lines(leaf, content.cells)
    if leaf.kind is LeafKind.RULE:
        return [[]]
    lines = [_with_addresses(line) for line in content.lines]
    if leaf.kind is LeafKind.HEADING and lines and leaf.part == 0:
        lines[0] = [Span(f"heading {leaf.level}: "), *lines[0]]
    return lines


def spoken_figures(content: LeafContent) -> LeafContent:
    """The figures of an answer, with what an arrow says in words."""
    lines = [
        [span._replace(text=_TOKENS.sub(r"\1 tokens\2 in, \3 out", span.text)) for span in line]
        for line in content.lines
    ]
    return LeafContent(lines, [])


def _code_lines(leaf: Leaf, lines: Sequence[list[Span]]) -> list[list[Span]]:
    name = language(leaf)
    head = [[Span(f"code, {name}:" if name else "code:")]] if leaf.part == 0 else []
    end = [[Span("end of code")]] if leaf.last and not leaf.open else []
    return [*head, *lines, *end]


def _table_lines(leaf: Leaf, rows: Sequence[CellSpans]) -> list[list[Span]]:
    """The names of the columns, then each row with its cells named, as far as they are known."""
    lines: list[list[Span]] = []
    names: list[str] = []
    if leaf.part == 0 and rows:
        names = ["".join(span.text for span in cell) for cell in rows[0]]
        lines.append([Span("table: "), *_joined(rows[0], [], ", ")])
        rows = rows[1:]
    lines += [_joined(row, names, "; ") for row in rows]
    if leaf.last and not leaf.open:
        lines.append([Span("end of table")])
    return lines


def _joined(row: CellSpans, names: Sequence[str], separator: str) -> list[Span]:
    line: list[Span] = []
    for index, cell in enumerate(row):
        if line:
            line.append(Span(separator))
        if index < len(names) and names[index]:
            line.append(Span(f"{names[index]}: "))
        line += [span._replace(text=" ") if span.text == "\n" else span for span in cell]
    return line


def _with_addresses(spans: Sequence[Span]) -> list[Span]:
    """Spans with the address of each link after it, and with words for tasks and pictures."""
    result: list[Span] = []
    for index, span in enumerate(spans):
        if span.style.endswith("box"):
            result.append(Span(_TASKS.get(span.text, span.text)))
            continue
        if span.text == _PICTURE and span.style.endswith("quiet"):
            result.append(Span("image: "))
            continue
        before = spans[index - 1] if index else span
        if before.href and span.start < 0 and span.text.startswith(" (") and not span.href:
            continue  # the host alone, which the address says too
        result.append(span)
        ends = index + 1 == len(spans) or spans[index + 1].href != span.href
        is_web = span.href.startswith(("http://", "https://"))
        if is_web and ends and span.text not in span.href:
            result.append(Span(f" ({sanitize_line(span.href, 500)})"))
    return result
