"""The lines of the event details: JSON, raw bytes, or changes of the response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any, Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from ppchat.core.inspect.state_diff import state_diff
from ppchat.core.metrics.metrics import NS_PER_MS
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_duration, format_measure, format_size
from ppchat.core.text.json_tree import JsonPath, tree_lines
from ppchat.tui.style.event_styles import EventStyles

RAW_LIMIT: Final = 64 * 1024
"""Bytes of a frame shown at most."""


class DetailText(NamedTuple):
    """One line of the body before wrapping."""

    pieces: tuple[tuple[str, str], ...]
    """Sanitized texts with the names of their styles."""
    indent: int = 0
    path: JsonPath | None = None
    """The path of the value that the line can fold; None if it folds nothing."""


def json_lines(data: Any, toggled: Set[JsonPath]) -> list[DetailText]:
    """The lines of a JSON value."""
    return [
        DetailText(
            tuple((sanitize_line(piece.text, 30_000), piece.kind) for piece in line.tokens),
            2 * line.depth,
            line.path if line.foldable else None,
        )
        for line in tree_lines(data, toggled)
    ]


def raw_lines(raw: bytes) -> list[DetailText]:
    """The lines of a frame; control characters as symbols, malformed bytes as U+FFFD."""
    lines: list[DetailText] = []
    for line in raw[:RAW_LIMIT].split(b"\n"):
        name, colon, rest = sanitize_line(line.decode(errors="replace"), RAW_LIMIT).partition(":")
        lines.append(DetailText(((f"{name}{colon}", "key"), (rest, ""))))
    if len(raw) > RAW_LIMIT:
        lines.append(DetailText(((f"… {format_size(len(raw) - RAW_LIMIT)} more", "note"),)))
    return lines


def change_lines(recording: Recording, n: int) -> list[DetailText]:
    """The meaning of the type of event `n`, and what the event changed in the response."""
    event_type = recording.dialect.event_types.get(recording.type(n))
    meaning = event_type.meaning if event_type else "Unknown event type: it changes nothing."
    lines = [DetailText(((meaning, "note"),)), DetailText(())]
    differences = state_diff(recording.at(n), recording.at(n + 1), recording.dialect)
    if not differences:
        lines.append(DetailText((("The response did not change.", ""),)))
    lines += [
        DetailText((("• ", "mark"), (sanitize_line(difference, 4000), "")))
        for difference in differences
    ]
    return lines


def timing_line(recording: Recording, n: int) -> str:
    """The time, gap and size of event `n`, and the rank of its gap."""
    pieces = [format_size(recording.size(n))]
    if recording.timed:
        origin = recording.t0_ns or recording.at_ns(0)
        gap = recording.gap_ns(n) if n or recording.t0_ns else 0
        rank = ""
        if len(recording.gaps) and recording.delta_size(n) and n != recording.first_delta:
            rank = f" (p{recording.gaps.rank(gap) * 100:.0f})"
        since = (recording.at_ns(n) - origin) / 1e9
        pieces = [
            format_measure(since, "s", 3),
            f"Δ {format_measure(gap / NS_PER_MS, 'ms', 2)}{rank}",
            *pieces,
        ]
        if n + 1 < len(recording):
            pieces.append(f"next in {format_duration(recording.gap_ns(n + 1))}")
    return "  ".join(pieces)


def wrap_lines(
    texts: Sequence[DetailText], width: int, json_styles: Mapping[str, Style], styles: EventStyles
) -> list[tuple[int, list[Segment]]]:
    """The rows of the body, wrapped to a width, each with the number of its text."""
    rows: list[tuple[int, list[Segment]]] = []
    for number, text in enumerate(texts):
        indent = min(text.indent, max(0, width - 16))
        row = [Segment(" " * (indent + 1), styles.base)]
        space = max(4, width - indent - 2)
        remaining = space
        for content, name in text.pieces:
            style = json_styles.get(name, styles.text)
            rest = content
            while rest:
                head, rest = _split_at_width(rest, remaining)
                row.append(Segment(head, style))
                remaining -= cell_len(head)
                if rest:
                    rows.append((number, row))
                    row = [Segment(" " * (indent + 3), styles.base)]
                    remaining = space - 2
        rows.append((number, row))
    return rows


def _split_at_width(text: str, width: int) -> tuple[str, str]:
    """The part of a text that fits a width, cut at a space if one is near, and the rest."""
    if len(text) <= width and cell_len(text) <= width:
        return text, ""
    if width <= 0:
        return "", text
    cut = min(len(text), width)
    while cut > 1 and cell_len(text[:cut]) > width:
        cut -= 1
    space = text.rfind(" ", max(0, cut - 16), cut)
    if space > 0:
        cut = space + 1
    return text[:cut], text[cut:]
