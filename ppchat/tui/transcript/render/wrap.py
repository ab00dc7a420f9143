"""Spans → rows of spans no wider than a column, by the cells that terminals give characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len, split_graphemes

from ppchat.tui.transcript.render.row import Span

_WIDE: Final = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
    "\uffe0-\uffe6\U00020000-\U0003fffd"
)
_CLOSING: Final = "、。，．：；！？）」』】〕〉》”’…"
_WORD: Final = re.compile(
    rf"[{_WIDE}][{_CLOSING}]*[ \t]*|[^\s{_WIDE}]+[{_CLOSING}]*[ \t]*|[ \t]+", re.ASCII
)
"""A word with the blanks after it; a row may end after each ideograph."""


_CROWDED: Final = 2000
"""Characters in a row, most of no width, after which it ends whatever its width."""


def breaks(text: str, width: int, first: int = 0) -> list[tuple[int, int]]:
    """Ranges of the rows of one line of text, `first` cells of the first row being taken.

    Blanks where a row ends belong to no row.
    """
    plain = text.isascii()
    if plain and len(text) + first <= width:
        return [(0, len(text))]
    rows: list[tuple[int, int]] = []
    begin, used, at = 0, first, 0
    for match in _WORD.finditer(text):
        word = match[0]
        bare = word.rstrip(" \t")
        size = len(bare) if plain else cell_len(bare)
        if used + size > width:
            if used:
                rows.append((begin, at))
                begin, used = match.start(), 0
            if size > width:
                begin, used = _chopped(text, match.start(), match.start() + len(bare), width, rows)
        used += (len(word) if plain else cell_len(word)) if size <= width else len(word) - len(bare)
        at = match.end()
    rows.append((begin, len(text)))
    return [(a, a + len(text[a:b].rstrip(" \t"))) if b < len(text) else (a, b) for a, b in rows]


def _chopped(
    text: str, start: int, stop: int, width: int, rows: list[tuple[int, int]]
) -> tuple[int, int]:
    """Cut a word wider than a row into `rows`; where its last piece begins, and its cells."""
    if text.isascii():
        while stop - start > width:
            rows.append((start, start + width))
            start += width
        return start, stop - start
    begin, used = start, 0
    for first, last, cells in split_graphemes(text[start:stop])[0]:
        if used + cells > width and used:
            rows.append((begin, start + first))
            begin, used = start + first, 0
        used += cells
        if last - first > 64 and used == 0:
            break
    return begin, used


def wrapped(spans: Sequence[Span], width: int, carry: Sequence[Span] = ()) -> list[list[Span]]:
    """Rows of `spans`, the first of which goes on where `carry` ends.

    A span that is a newline ends a row.
    """
    width = max(1, width)
    rows: list[list[Span]] = [list(carry)]
    if sum(len(span.text) for span in carry) > _CROWDED:
        rows.append([])
    line: list[Span] = []
    for span in spans:
        if span.text == "\n":
            _lay(line, width, rows)
            rows.append([])
            line = []
        elif span.text:
            line.append(span)
    _lay(line, width, rows)
    return rows


def _lay(line: Sequence[Span], width: int, rows: list[list[Span]]) -> None:
    """Lay one line of spans at the end of `rows`."""
    text = "".join(span.text for span in line) if len(line) != 1 else line[0].text
    taken = sum(cell_len(span.text) for span in rows[-1])
    ranges = breaks(text, width, taken)
    if len(ranges) == 1:
        rows[-1].extend(line)
        return
    index, offset = 0, 0  # the span that is laid next, and where it begins in the text
    for number, (start, stop) in enumerate(ranges):
        if number:
            rows.append([])
        row = rows[-1]
        while index < len(line):
            span = line[index]
            end = offset + len(span.text)
            if end > start and offset < stop:
                begin, last = max(start, offset) - offset, min(stop, end) - offset
                row.append(cropped(span, begin, last))
            if end > stop:
                break
            index += 1
            offset = end


def cropped(span: Span, start: int, stop: int) -> Span:
    """The characters `start` to `stop` of a span."""
    if start == 0 and stop == len(span.text):
        return span
    at = span.start + start if span.start >= 0 else -1
    return Span(span.text[start:stop], span.ink, at, span.href)
