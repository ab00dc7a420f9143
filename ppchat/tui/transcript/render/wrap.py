"""Spans → rows of spans no wider than a column, measured in terminal cells."""

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
_MAX_ROW_CHARACTERS: Final = 2000
"""Characters after which a row ends whatever its width; most have zero width then."""


def break_line(text: str, width: int, taken: int = 0) -> list[tuple[int, int]]:
    """Ranges of the rows of one line of text; `taken` cells of the first row are occupied.

    Blanks where a row ends belong to no row.
    """
    is_ascii = text.isascii()
    if is_ascii and len(text) + taken <= width:
        return [(0, len(text))]
    rows: list[tuple[int, int]] = []
    begin, used, end = 0, taken, 0
    for match in _WORD.finditer(text):
        word = match[0]
        bare = word.rstrip(" \t")
        size = len(bare) if is_ascii else cell_len(bare)
        if used + size > width:
            if used:
                rows.append((begin, end))
                begin, used = match.start(), 0
            if size > width:
                begin, used = _split_word(
                    text, match.start(), match.start() + len(bare), width, rows
                )
        used += (
            (len(word) if is_ascii else cell_len(word)) if size <= width else len(word) - len(bare)
        )
        end = match.end()
    rows.append((begin, len(text)))
    return [
        (start, start + len(text[start:stop].rstrip(" \t"))) if stop < len(text) else (start, stop)
        for start, stop in rows
    ]


def _split_word(
    text: str, start: int, stop: int, width: int, rows: list[tuple[int, int]]
) -> tuple[int, int]:
    """Split a word wider than a row into `rows`; the start of its last piece and its width."""
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


def wrap_spans(spans: Sequence[Span], width: int, carry: Sequence[Span] = ()) -> list[list[Span]]:
    """Rows of `spans`, the first of which continues `carry`.

    A newline as a span ends a row.
    """
    width = max(1, width)
    rows: list[list[Span]] = [list(carry)]
    if sum(len(span.text) for span in carry) > _MAX_ROW_CHARACTERS:
        rows.append([])
    line: list[Span] = []
    for span in spans:
        if span.text == "\n":
            _append_line(line, width, rows)
            rows.append([])
            line = []
        elif span.text:
            line.append(span)
    _append_line(line, width, rows)
    return rows


def _append_line(line: Sequence[Span], width: int, rows: list[list[Span]]) -> None:
    """Append one line of spans to `rows`, wrapped, continuing the last row."""
    text = "".join(span.text for span in line) if len(line) != 1 else line[0].text
    taken = sum(cell_len(span.text) for span in rows[-1])
    ranges = break_line(text, width, taken)
    if len(ranges) == 1:
        rows[-1].extend(line)
        return
    index, offset = 0, 0  # the next span, and where it begins in the text
    for number, (start, stop) in enumerate(ranges):
        if number:
            rows.append([])
        row = rows[-1]
        while index < len(line):
            span = line[index]
            end = offset + len(span.text)
            if end > start and offset < stop:
                begin, last = max(start, offset) - offset, min(stop, end) - offset
                row.append(crop_span(span, begin, last))
            if end > stop:
                break
            index += 1
            offset = end


def crop_span(span: Span, start: int, stop: int) -> Span:
    """The characters `start` to `stop` of a span."""
    if start == 0 and stop == len(span.text):
        return span
    if span.extent:
        return span._replace(text=span.text[start:stop])
    offset = span.start + start if span.start >= 0 else -1
    return Span(span.text[start:stop], span.style, offset, span.href)
