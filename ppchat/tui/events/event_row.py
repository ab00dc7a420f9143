"""One row of the event list: its columns and their drawing."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from ppchat.core.dialects.vocabulary import Family
from ppchat.core.inspect.event_rows import EventRow
from ppchat.core.inspect.excerpt import excerpt, run_excerpt
from ppchat.core.inspect.steps import delta_name, describe_steps
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import narrow_milliseconds, narrow_seconds, narrow_size
from ppchat.tui.style.event_styles import FAMILY_SIGNS, EventStyles

GUTTER: Final = 1
_TIME: Final = 8
_GAP: Final = 6
_ITEM: Final = 14
_SIZE: Final = 7
_ITEM_WIDTH: Final = 90
"""Width of a list from which it has columns for types and items."""
_TYPE: Final = 32
"""Width of the type column in a list wide enough to align the columns after it."""


class EventColumns(NamedTuple):
    """The widths of the columns that fit; 0 for one that is left out."""

    number: int
    time: int
    gap: int
    type: int
    """0 if the excerpt follows the type directly."""
    item: int
    size: int


def fit_columns(width: int, events: int, timed: bool) -> EventColumns:
    """The columns of a list that is `width` cells wide."""
    digits = len(str(max(0, events - 1)))
    # Wide from the start, so that the columns hardly move while a stream grows.
    number = 7 if width < 70 else max(9, min(2 * digits + 1, 13))
    return EventColumns(
        number=number,
        time=_TIME if timed and width >= 36 else 0,
        gap=_GAP if timed else 0,
        type=_TYPE if width >= _ITEM_WIDTH else 0,
        item=_ITEM if width >= _ITEM_WIDTH else 0,
        size=_SIZE if width >= 76 else 0,
    )


class RowStyle(NamedTuple):
    """What the drawing of a row depends on besides its events."""

    cursor: bool
    focus: bool
    marked: bool
    after_cursor: bool
    """Whether the row is after the cursor."""
    cursor_count: int
    """Events of the row up to the cursor in the row of the cursor; all of them in others."""


def row_segments(
    recording: Recording,
    row: EventRow,
    columns: EventColumns,
    width: int,
    row_style: RowStyle,
    styles: EventStyles,
    item_types: dict[int, str],
    slow_threshold_ns: int,
    repeated_types: Container[str] = (),
    start_ns: int = 0,
) -> list[Segment]:
    """A row, cut to `width`; `item_types` are the types of the output items by index.

    `repeated_types` are those of several items, whose deltas show which one they are for. Times
    count from `start_ns` before the request.
    """
    first = row.first
    event_type = recording.type(first)
    dialect = recording.dialect
    event_family = dialect.family(event_type)
    fault = first in recording.faults
    color_family = event_family
    output = recording.output_index(first)
    are_steps = row.size > 1 and not recording.delta_size(first)
    if event_family is Family.ITEM:
        color_family = dialect.item_family(item_types.get(output, ""))
    if fault:
        color_family = Family.ERROR
    colors = styles.by_family_dimmed if row_style.after_cursor else styles.by_family
    color = colors[color_family]
    muted = styles.faint if row_style.after_cursor else styles.muted
    text_style = styles.faint if row_style.after_cursor else styles.text
    segments: list[Segment] = []

    gutter = "●" if row_style.marked else "▌" if row_style.cursor else " "
    segments.append(Segment(gutter, styles.mark if row_style.marked else styles.title))
    segments.append(Segment(_format_numbers(row, columns.number).rjust(columns.number), muted))
    if columns.time:
        since_ns = start_ns + recording.at_ns(first) - (recording.t0_ns or recording.at_ns(0))
        segments.append(Segment(" " + narrow_seconds(since_ns).rjust(columns.time - 1), text_style))
    if columns.gap:
        gap = recording.gap_ns(first) if first or recording.t0_ns else 0
        slow = gap > slow_threshold_ns
        text = (
            narrow_milliseconds(gap).rjust(columns.gap - 2)
            if row.size == 1 or slow or are_steps
            else ""
        )
        style = styles.slow if slow and not row_style.after_cursor else muted
        segments.append(
            Segment(" " + text.rjust(columns.gap - 2) + ("▲" if slow else " ") + " ", style)
        )
    else:
        segments.append(Segment(" ", muted))

    used = sum(cell_len(segment.text) for segment in segments)
    size_width = columns.size + 1 if columns.size else 0
    rest = max(0, width - used - size_width)
    name = sanitize_line(_name(recording, row, width, item_types, repeated_types), 80)
    count = ""
    if row.size > 1:
        reached = f"{row_style.cursor_count:,}/" if row_style.cursor_count < row.size else ""
        if reached or not are_steps:
            count = f" ×{reached}{row.size:,}"
    sign = "!" if fault else FAMILY_SIGNS[event_family]
    head = f"{sign} {name}"
    space = (columns.type + 2 if columns.type else rest) - len(count)
    if cell_len(head) > space:
        head = set_cell_size(head, max(0, space - 1)) + "…"
    segments.append(Segment(head, color))
    segments.append(Segment(count, color + _BOLD))
    filled = cell_len(head) + len(count)
    if columns.type:
        segments.append(Segment(" " * (columns.type + 2 - filled)))
        filled = columns.type + 2
    if columns.item:
        label = dialect.item_name(output, item_types.get(output, ""))
        label = sanitize_line(label, columns.item)
        segments.append(Segment(" " + set_cell_size(label, columns.item), muted))
        filled += columns.item + 1
    space = rest - filled - 1
    if space >= 4:
        text = _excerpt(recording, row, space)
        text = sanitize_line(text, space + 1)
        if cell_len(text) > space:
            text = set_cell_size(text, space - 1) + "…"
        segments.append(Segment(" " + text, styles.error if fault else muted))
    if columns.size:
        used = sum(cell_len(segment.text) for segment in segments)
        text = narrow_size(recording.size(first)) if row.size == 1 else ""
        segments.append(
            Segment(" " * max(0, width - used - columns.size) + text.rjust(columns.size), muted)
        )
    return segments


def _name(
    recording: Recording,
    row: EventRow,
    width: int,
    item_types: Mapping[int, str],
    repeated_types: Container[str],
) -> str:
    """The type of the events of a row, or the steps in words; foreign."""
    first, last = row
    dialect, event_type = recording.dialect, recording.type(first)
    is_delta = recording.delta_size(first) > 0
    if row.size > 1 and not is_delta:
        brief = width < _SHORT_TYPE_WIDTH
        return describe_steps(recording, range(first, last + 1), item_types, brief=brief)
    if width >= _SHORT_TYPE_WIDTH:
        name = dialect.short_type(event_type)
    else:
        name = delta_name(dialect, event_type) if is_delta else dialect.brief_type(event_type)
    if is_delta and width < _ITEM_WIDTH:
        output = recording.output_index(first)
        is_repeated = item_types.get(output) in repeated_types
        name = f"{name} {dialect.distinct_number(output, repeated=is_repeated)}".rstrip()
    return name


def _excerpt(recording: Recording, row: EventRow, limit: int) -> str:
    """What the events of a row carry, about `limit` characters; foreign."""
    if row.size == 1:
        return excerpt(recording, row.first, limit)
    if recording.delta_size(row.first):
        return run_excerpt(recording, range(row.first, row.last + 1), limit)
    # Of an item, its steps name what there is to say.
    is_item = recording.dialect.family(recording.type(row.first)) is Family.ITEM
    return "" if is_item else excerpt(recording, row.first, limit)


_BOLD: Final = Style(bold=True)
_SHORT_TYPE_WIDTH: Final = 64


def _format_numbers(row: EventRow, width: int) -> str:
    if row.size == 1:
        return str(row.first)
    numbers = f"{row.first}-{row.last}"
    return numbers if len(numbers) <= width else f"{row.first}-…"
