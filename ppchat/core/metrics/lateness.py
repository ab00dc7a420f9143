"""How long each stretch of an answer took to come, in five levels."""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.responses.event_types import CATALOGUE
from ppchat.core.recording.recording import Recording

Span = tuple[int, int, int]
"""Half-open range of characters, and its level: 0 for at once, 4 for very late."""
Place = tuple[int, str, int]
"""Output index, kind of part, number of the part."""

_LIMITS: Final = (1.0, 2.0, 5.0, 10.0)
"""Multiples of the median gap up to which a chunk is at level 0, 1, 2, 3."""
_KEYS: Final = {"summary": "summary_index", "command": "command_index", "output": "command_index"}


def latency(recording: Recording, position: int, usual_ns: int) -> dict[Place, list[Span]]:
    """The spans of each part after `position` events; `usual_ns` is the gap to measure by."""
    found: dict[Place, list[Span]] = {}
    before: int | None = None
    for n in range(min(position, len(recording))):
        size = recording.delta_size(n)
        if not size:
            continue
        event = recording.event(n)
        kind = CATALOGUE[event.type].grows
        number = event.data.get(_KEYS.get(kind, "content_index"))
        place = (recording.output_index(n), kind, number if type(number) is int else 0)
        gap = 0 if before is None else recording.at_ns(n) - recording.at_ns(before)
        before = n
        level = sum(gap > limit * usual_ns for limit in _LIMITS)
        spans = found.setdefault(place, [])
        start = spans[-1][1] if spans else 0
        if spans and spans[-1][2] == level:
            spans[-1] = (spans[-1][0], start + size, level)
        else:
            spans.append((start, start + size, level))
    return found
