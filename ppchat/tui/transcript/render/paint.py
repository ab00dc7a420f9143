"""Rows → strips of the terminal's width, with highlights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ppchat.tui.style.text_styles import Palette
from ppchat.tui.transcript.render.row import Span, TextRow, width
from ppchat.tui.transcript.render.wrap import crop_span

MARGIN = 2
"""Terminal cells left of the text, for the bars of prompts and of the current message."""


class Highlight(NamedTuple):
    """A source range that is drawn in another style."""

    start: int
    stop: int
    style: str


class PaintStyle(NamedTuple):
    """What the painting of a row depends on besides the row."""

    palette: Palette
    column_width: int
    """Width of the text's column, in terminal cells."""
    row_width: int
    """Width of the whole row, in terminal cells."""
    shift: int = 0
    """Terminal cells by which wide rows are scrolled sideways."""
    gutter: str = " "
    gutter_style: str = ""
    sign: str = " "
    """What stands between the gutter and the text: the number or the bar of a code block."""
    inset: int = 0
    """Blank terminal cells left of the gutter, which centre the column."""


def paint_row(
    row: TextRow,
    paint_style: PaintStyle,
    highlights: Iterable[Highlight] = (),
    cursor: bool = False,
) -> Strip:
    """The strip of `row`, from its cache unless it has a highlight or the cursor."""
    visible = [highlight for highlight in highlights if _overlaps(row, highlight)]
    if not visible and not cursor:
        key = paint_style if row.wide else paint_style._replace(shift=0)
        if row.strip is None or row.strip_style != key:
            row.strip, row.strip_style = _strip(row, paint_style, (), False), key
        return row.strip
    return _strip(row, paint_style, visible, cursor)


def _overlaps(row: TextRow, highlight: Highlight) -> bool:
    return any(
        0 <= span.start < highlight.stop and span.stop > highlight.start for span in row.spans
    )


def _strip(
    row: TextRow, paint_style: PaintStyle, highlights: Sequence[Highlight], cursor: bool
) -> Strip:
    palette, inset = paint_style.palette, paint_style.inset
    segments = [Segment(" " * inset, palette.style(""))] if inset else []
    segments.append(Segment(paint_style.gutter, palette.style(paint_style.gutter_style)))
    segments.append(Segment(paint_style.sign, palette.style("current")))
    size = inset + MARGIN
    for span in row.prefix:
        segments.append(Segment(span.text, palette.style(span.style)))
        size += cell_len(span.text)
    spans = _visible(row, paint_style)
    for span in _apply_highlights(spans, highlights) if highlights else spans:
        segments.append(Segment(span.text, palette.style(span.style)))
        size += cell_len(span.text)
    if row.cells:
        segments.extend(row.cells)
        size += sum(segment.cell_length for segment in row.cells)
    if cursor:
        segments.append(Segment("▌", palette.style(f"{row.background} cursor")))
        size += 1
    end = inset + MARGIN + paint_style.column_width
    if row.background and size < end:
        segments.append(Segment(" " * (end - size), palette.style(row.background)))
        size = end
    if size < paint_style.row_width:
        segments.append(Segment(" " * (paint_style.row_width - size), palette.style("")))
        size = paint_style.row_width
    strip = Strip(segments, size)
    return strip if size == paint_style.row_width else strip.crop(0, paint_style.row_width)


def overflow(row: TextRow, column: int) -> int:
    """Terminal cells by which a sideways scrolling row is wider than its column."""
    return max(0, width(row.prefix) + width(row.spans) - column) if row.wide else 0


def _visible(row: TextRow, paint_style: PaintStyle) -> Sequence[Span]:
    """The spans that fit the column; a wide row is scrolled sideways."""
    if not row.wide:
        return row.spans
    room = paint_style.column_width - width(row.prefix)
    total = width(row.spans)
    if total <= room:
        return row.spans
    left = min(paint_style.shift, total - room)
    lead = 1 if left else 0
    trail = 1 if left + room < total else 0
    style = f"{row.background} quiet".strip()
    inner = crop_cells(row.spans, left + lead, left + room - trail)
    return [
        *([Span("‹", style)] if lead else ()),
        *inner,
        *([Span("›", style)] if trail else ()),
    ]


def crop_cells(spans: Sequence[Span], start: int, stop: int) -> list[Span]:
    """The terminal cells `start` to `stop` of `spans`; half a wide character becomes a blank."""
    result: list[Span] = []
    at = 0
    for span in spans:
        size = cell_len(span.text)
        end = at + size
        if end > start and at < stop:
            if at >= start and end <= stop:
                result.append(span)
            elif span.text.isascii():
                result.append(crop_span(span, max(0, start - at), min(stop, end) - at))
            else:
                result.append(_crop_wide(span, max(0, start - at), min(stop, end) - at))
        at = end
    return result


def _crop_wide(span: Span, start: int, stop: int) -> Span:
    """The terminal cells `start` to `stop` of a span, some of whose characters are not one wide."""
    pieces: list[str] = []
    offset, at = -1, 0
    for first, last, cells in split_graphemes(span.text)[0]:
        end = at + cells
        if at >= start and end <= stop:
            offset = first if offset < 0 else offset
            pieces.append(span.text[first:last])
        elif end > start and at < stop:
            pieces.append(" " * (min(end, stop) - max(at, start)))
        at = end
    if span.extent:
        return span._replace(text="".join(pieces))
    known = span.start >= 0 and offset >= 0
    return Span("".join(pieces), span.style, span.start + offset if known else -1, span.href)


def _apply_highlights(spans: Iterable[Span], highlights: Sequence[Highlight]) -> list[Span]:
    """`spans`, split where a highlight begins or ends, with its style on top."""
    result = list(spans)
    for start, stop, style in highlights:
        pieces: list[Span] = []
        for span in result:
            begin, end = start - span.start, stop - span.start
            if span.start < 0 or end <= 0 or begin >= span.stop - span.start:
                pieces.append(span)
                continue
            if span.extent:
                pieces.append(span._replace(style=f"{span.style} {style}"))
                continue
            begin, end = max(0, begin), min(len(span.text), end)
            if begin:
                pieces.append(crop_span(span, 0, begin))
            inner = crop_span(span, begin, end)
            pieces.append(Span(inner.text, f"{inner.style} {style}", inner.start, inner.href))
            if end < len(span.text):
                pieces.append(crop_span(span, end, len(span.text)))
        result = pieces
    return result


def add_offsets(
    strip: Strip, row: TextRow | None, offset: int, cell_index: int, text_left: int = MARGIN
) -> Strip:
    """`strip`, whose text begins at the cell `text_left`, with offsets for selecting by mouse.

    Textual's offset of a character is here its source offset and the index of its cell, which
    stays valid when rows move.
    """
    starts = [span for span in row.spans if span.start >= 0] if row else []
    segments: list[Segment] = [Segment("", Style.from_meta({"offset": (offset, cell_index)}))]
    pending = list(starts)
    current, at = offset, 0
    for text, style, _ in strip:
        match = pending[0] if pending and at >= text_left else None
        at += cell_len(text)
        if match is not None and match.text.startswith(text[:1]) and text == match.text:
            pending.pop(0)
            current = match.stop
            if match.extent:  # each character has a place in the source of the whole
                segments.extend(
                    Segment(
                        char,
                        _offset_style(
                            style, match.start + number * match.extent // len(text), cell_index
                        ),
                    )
                    for number, char in enumerate(text)
                )
                continue
            segments.append(Segment(text, _offset_style(style, match.start, cell_index)))
            continue
        segments.extend(Segment(char, _offset_style(style, current, cell_index)) for char in text)
    segments.append(Segment("", Style.from_meta({"offset": (current, cell_index)})))
    return Strip(segments, strip.cell_length)


def _offset_style(style: Style | None, offset: int, cell_index: int) -> Style:
    meta = Style.from_meta({"offset": (offset, cell_index)})
    return style + meta if style else meta
