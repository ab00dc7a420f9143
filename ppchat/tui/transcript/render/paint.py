"""Rows → strips of the terminal's width, with what is marked in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ppchat.tui.style.text_styles import Palette
from ppchat.tui.transcript.render.row import Row, Span, width
from ppchat.tui.transcript.render.wrap import cropped

MARGIN = 2
"""Cells left of the text, that hold the bars of prompts and of the current message."""


class Mark(NamedTuple):
    """A range of the source that is drawn in an ink of its own."""

    start: int
    stop: int
    ink: str


class Look(NamedTuple):
    """What the painting of a row depends on beside the row."""

    palette: Palette
    column: int
    """Cells of the text's column."""
    total: int
    """Cells of the whole row."""
    shift: int = 0
    """Cells by which wide rows are scrolled sideways."""
    gutter: str = " "
    gutter_ink: str = ""


def painted(row: Row, look: Look, marks: Iterable[Mark] = (), cursor: bool = False) -> Strip:
    """The strip of `row`, from the cache when nothing is marked in it."""
    found = [mark for mark in marks if _touches(row, mark)]
    if not found and not cursor:
        key = look if row.wide else look._replace(shift=0)
        if row.strip is None or row.painted != key:
            row.strip, row.painted = _strip(row, look, (), False), key
        return row.strip
    return _strip(row, look, found, cursor)


def _touches(row: Row, mark: Mark) -> bool:
    return any(
        span.start >= 0 and span.start < mark.stop and span.start + len(span.text) > mark.start
        for span in row.spans
    )


def _strip(row: Row, look: Look, marks: Sequence[Mark], cursor: bool) -> Strip:
    palette = look.palette
    segments = [
        Segment(look.gutter, palette.style(look.gutter_ink)),
        Segment(" ", palette.style("")),
    ]
    size = MARGIN
    for text, ink, _, _ in row.head:
        segments.append(Segment(text, palette.style(ink)))
        size += cell_len(text)
    spans = _visible(row, look)
    for span in _marked(spans, marks) if marks else spans:
        segments.append(Segment(span.text, palette.style(span.ink)))
        size += cell_len(span.text)
    if cursor:
        segments.append(Segment("▌", palette.style(f"{row.ground} cursor")))
        size += 1
    end = MARGIN + look.column
    if row.ground and size < end:
        segments.append(Segment(" " * (end - size), palette.style(row.ground)))
        size = end
    if size < look.total:
        segments.append(Segment(" " * (look.total - size), palette.style("")))
        size = look.total
    strip = Strip(segments, size)
    return strip if size == look.total else strip.crop(0, look.total)


def overflow(row: Row, column: int) -> int:
    """Cells by which a row that scrolls sideways is wider than its column."""
    return max(0, width(row.head) + width(row.spans) - column) if row.wide else 0


def _visible(row: Row, look: Look) -> Sequence[Span]:
    """The spans that the column has room for, a wide row being moved sideways."""
    if not row.wide:
        return row.spans
    room = look.column - width(row.head)
    total = width(row.spans)
    if total <= room:
        return row.spans
    left = min(look.shift, total - room)
    lead = 1 if left else 0
    trail = 1 if left + room < total else 0
    ink = f"{row.ground} quiet".strip()
    inner = cells_cropped(row.spans, left + lead, left + room - trail)
    return [
        *([Span("‹", ink)] if lead else ()),
        *inner,
        *([Span("›", ink)] if trail else ()),
    ]


def cells_cropped(spans: Sequence[Span], start: int, stop: int) -> list[Span]:
    """The cells `start` to `stop` of `spans`; a halved wide character leaves a blank."""
    found: list[Span] = []
    at = 0
    for span in spans:
        size = cell_len(span.text)
        end = at + size
        if end > start and at < stop:
            if at >= start and end <= stop:
                found.append(span)
            elif span.text.isascii():
                found.append(cropped(span, max(0, start - at), min(stop, end) - at))
            else:
                found.append(_halved(span, max(0, start - at), min(stop, end) - at))
        at = end
    return found


def _halved(span: Span, start: int, stop: int) -> Span:
    """Cells `start` to `stop` of a span with characters that are not one cell wide."""
    pieces: list[str] = []
    place, at = -1, 0
    for first, last, cells in split_graphemes(span.text)[0]:
        end = at + cells
        if at >= start and end <= stop:
            place = first if place < 0 else place
            pieces.append(span.text[first:last])
        elif end > start and at < stop:
            pieces.append(" " * (min(end, stop) - max(at, start)))
        at = end
    known = span.start >= 0 and place >= 0
    return Span("".join(pieces), span.ink, span.start + place if known else -1, span.href)


def _marked(spans: Iterable[Span], marks: Sequence[Mark]) -> list[Span]:
    """`spans`, cut where a mark begins or ends, with its ink laid over."""
    result = list(spans)
    for start, stop, ink in marks:
        cut: list[Span] = []
        for span in result:
            begin, end = start - span.start, stop - span.start
            if span.start < 0 or end <= 0 or begin >= len(span.text):
                cut.append(span)
                continue
            begin, end = max(0, begin), min(len(span.text), end)
            if begin:
                cut.append(cropped(span, 0, begin))
            inner = cropped(span, begin, end)
            cut.append(inner._replace(ink=f"{inner.ink} {ink}"))
            if end < len(span.text):
                cut.append(cropped(span, end, len(span.text)))
        result = cut
    return result


def with_offsets(strip: Strip, row: Row | None, at: int, line: int) -> Strip:
    """`strip` with the places in the source that a pointer selects by.

    An offset is a character's place in the source of a cell, and the position of the cell: it
    stays true when rows move.
    """
    starts = [span for span in row.spans if span.start >= 0] if row else []
    segments: list[Segment] = [Segment("", Style.from_meta({"offset": (at, line)}))]
    pending = list(starts)
    known = at
    for text, style, _ in strip:
        match = pending[0] if pending else None
        if match is not None and match.text.startswith(text[:1]) and text == match.text:
            pending.pop(0)
            known = match.start + len(text)
            segments.append(Segment(text, _offset(style, match.start, line)))
            continue
        segments.extend(Segment(char, _offset(style, known, line)) for char in text)
    segments.append(Segment("", Style.from_meta({"offset": (known, line)})))
    return Strip(segments, strip.cell_length)


def _offset(style: Style | None, at: int, line: int) -> Style:
    meta = Style.from_meta({"offset": (at, line)})
    return style + meta if style else meta
