"""When the events of an answer came, as a drawing: one line per output item, and slow gaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.formats.html.markup import escape
from ppchat.core.inspect.lanes import Lane, Lanes
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.slow_gaps import slow_threshold_ns
from ppchat.core.text.display import format_duration, pluralize

WIDTH: Final = 1000
_COLUMNS: Final = 250
_COLUMN: Final = WIDTH // _COLUMNS
_LANE: Final = 18
_MAX_LANES: Final = 16
"""Lines that are drawn; further items are counted."""
_MAX_GAPS: Final = 8
_TICKS: Final = 4


def timeline(recording: Recording) -> str:
    """The timeline as an SVG; empty without events or without times."""
    if not recording.timed or not len(recording):
        return ""
    lanes = Lanes(recording)
    lanes.grow()
    columns = lanes.columns(0, max(1, lanes.end), _COLUMNS)
    shown = list(lanes.by_index.values())[:_MAX_LANES]
    height = _LANE * len(shown) + 16
    label = escape(_summary(recording, lanes))
    size = f'viewBox="0 0 {WIDTH} {height}"'
    parts = [f'<svg class="lanes" {size} role="img" aria-label="{label}">']
    for row, lane in enumerate(shown):
        parts += _lane(recording, lane, columns.counts.get(lane.output_index, []), row * _LANE)
    parts += _gaps(recording, lanes, _LANE * len(shown))
    for tick in range(_TICKS + 1):
        anchor = ("start", *["middle"] * (_TICKS - 1), "end")[tick]
        time = format_duration(lanes.end * tick / _TICKS)
        x = WIDTH * tick // _TICKS
        parts.append(f'<text x="{x}" y="{height - 3}" text-anchor="{anchor}">{time}</text>')
    parts.append(
        f'<line class="cursor" x1="{WIDTH}" x2="{WIDTH}" y1="0" y2="{height - 14}"/></svg>'
    )
    if more := len(lanes.by_index) - len(shown):
        parts.append(f"<p>{pluralize(more, 'more item')}</p>")
    return "".join(parts)


def _summary(recording: Recording, lanes: Lanes) -> str:
    return f"{pluralize(len(recording), 'event')} in {format_duration(lanes.end)}"


def _lane(recording: Recording, lane: Lane, counts: list[int], y: int) -> Iterator[str]:
    name = next(
        (item.type for item in recording.response.items if item.output_index == lane.output_index),
        "response",
    )
    yield f'<g class="lane"><title>{escape(name)}</title>'
    most = max(counts, default=1)
    for column, count in enumerate(counts):
        if count:
            size = 4 + (_LANE - 6) * count // most
            yield (
                f'<rect x="{column * _COLUMN}" y="{y + _LANE - 1 - size}"'
                f' width="{_COLUMN - 1}" height="{size}"/>'
            )
    yield "</g>"


def _gaps(recording: Recording, lanes: Lanes, height: int) -> Iterator[str]:
    """The longest of the gaps that a reader noticed."""
    threshold, scale = slow_threshold_ns(recording), WIDTH / max(1, lanes.end)
    slow = [n for n in range(1, len(recording)) if recording.gap_ns(n) > threshold]
    for n in sorted(slow, key=recording.gap_ns)[-_MAX_GAPS:]:
        start, stop = lanes.time_of(n - 1) * scale, lanes.time_of(n) * scale
        gap = format_duration(recording.gap_ns(n))
        yield (
            f'<rect class="gap" x="{start:.1f}" y="0" width="{stop - start:.1f}" height="{height}">'
            f"<title>{gap} without an event, before event {n + 1}</title></rect>"
        )
        if stop - start > 70:
            yield f'<text x="{(start + stop) / 2:.1f}" y="12" text-anchor="middle">{gap}</text>'
