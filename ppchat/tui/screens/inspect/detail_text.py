"""The lines of an event's detail: its JSON, its bytes, or what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any, Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from ppchat.core.checks.timing import span_text
from ppchat.core.dialects.responses.event_types import CATALOGUE
from ppchat.core.inspect.state_diff import changes
from ppchat.core.metrics.metrics import MS
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import safe_line
from ppchat.core.text.json_tree import Path, lines
from ppchat.tui.events.event_row import byte_count
from ppchat.tui.style.event_styles import Ink

RAW_SHOWN: Final = 64 * 1024
"""Bytes of a frame that are shown as they came."""


class Text(NamedTuple):
    """One line of the body before it is wrapped."""

    pieces: tuple[tuple[str, str], ...]
    """Texts with the names of their colours; safe to draw."""
    indent: int = 0
    path: Path | None = None
    """The part of the document that the line can fold; None for one that folds nothing."""


def json_text(data: Any, toggled: Set[Path]) -> list[Text]:
    """A JSON value, line by line."""
    return [
        Text(
            tuple((safe_line(piece.text, 30_000), piece.kind) for piece in line.pieces),
            2 * line.depth,
            line.path if line.foldable else None,
        )
        for line in lines(data, toggled)
    ]


def raw_text(raw: bytes) -> list[Text]:
    """The bytes of a frame, a line a line; those that are no text as pictures or U+FFFD."""
    found: list[Text] = []
    for line in raw[:RAW_SHOWN].split(b"\n"):
        name, colon, rest = safe_line(line.decode(errors="replace"), RAW_SHOWN).partition(":")
        found.append(Text(((f"{name}{colon}", "key"), (rest, ""))))
    if len(raw) > RAW_SHOWN:
        found.append(Text(((f"… {byte_count(len(raw) - RAW_SHOWN)} more", "note"),)))
    return found


def change_text(recording: Recording, n: int) -> list[Text]:
    """What event `n` changed in the turn, and what its type means."""
    kind = recording.type(n)
    known = CATALOGUE.get(kind)
    meaning = known.meaning if known else "Not a type of this protocol: it changes nothing."
    found = [Text(((meaning, "note"),)), Text(())]
    told = changes(recording.at(n), recording.at(n + 1))
    if not told:
        found.append(Text((("Nothing in the turn changed.", ""),)))
    found += [Text((("• ", "mark"), (safe_line(line, 4000), "")), 0) for line in told]
    return found


def figures(recording: Recording, n: int) -> str:
    """Its stamp, its gap, and how that compares with its neighbours."""
    size = recording.size(n)
    told = [f"{byte_count(size)}{' B' if size < 100_000 else ''}"]
    if recording.timed:
        origin = recording.t0_ns or recording.at_ns(0)
        gap = recording.gap_ns(n) if n or recording.t0_ns else 0
        rank = ""
        if len(recording.gaps) and recording.delta_size(n) and n != recording.first_delta:
            rank = f" (p{recording.gaps.rank(gap) * 100:.0f})"
        since = (recording.at_ns(n) - origin) / 1e9
        told = [f"{since:.3f} s", f"Δ {gap / MS:,.2f} ms{rank}", *told]
        if n + 1 < len(recording):
            told.append(f"next in {span_text(recording.gap_ns(n + 1))}")
    return "  ".join(told)


def wrapped(
    texts: Sequence[Text], width: int, styles: Mapping[str, Style], ink: Ink
) -> list[tuple[int, list[Segment]]]:
    """The lines of the body, wrapped to a width, each with the number of its text."""
    found: list[tuple[int, list[Segment]]] = []
    for number, text in enumerate(texts):
        indent = min(text.indent, max(0, width - 16))
        row = [Segment(" " * (indent + 1), ink.base)]
        room = max(4, width - indent - 2)
        left = room
        for content, name in text.pieces:
            style = styles.get(name, ink.text)
            rest = content
            while rest:
                head, rest = _cut(rest, left)
                row.append(Segment(head, style))
                left -= cell_len(head)
                if rest:
                    found.append((number, row))
                    row = [Segment(" " * (indent + 3), ink.base)]
                    left = room - 2
        found.append((number, row))
    return found


def _cut(text: str, width: int) -> tuple[str, str]:
    """What of a text fits a width, at a space if there is one near, and the rest."""
    if len(text) <= width and cell_len(text) <= width:
        return text, ""
    if width <= 0:
        return "", text
    at = min(len(text), width)
    while at > 1 and cell_len(text[:at]) > width:
        at -= 1
    space = text.rfind(" ", max(0, at - 16), at)
    if space > 0:
        at = space + 1
    return text[:at], text[at:]
