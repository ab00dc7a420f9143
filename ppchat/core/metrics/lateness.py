"""How late each stretch of an answer arrived, in five levels."""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.recording.recording import Recording

LatenessSpan = tuple[int, int, int]
"""Half-open range of characters, and its level: 0 is on time, 4 is very late."""

_LEVEL_LIMITS: Final = (1.0, 2.0, 5.0, 10.0)
"""Multiples of the median gap up to which a chunk is at level 0, 1, 2, 3."""


def lateness(
    recording: Recording, position: int, typical_gap_ns: int
) -> dict[PartKey, list[LatenessSpan]]:
    """The spans of each part after `position` events, measured against `typical_gap_ns`."""
    spans_by_part: dict[PartKey, list[LatenessSpan]] = {}
    previous: int | None = None
    for n in range(min(position, len(recording))):
        size = recording.delta_size(n)
        if not size:
            continue
        part = recording.dialect.part_of(recording.event(n))
        if part is None:
            continue
        gap_ns = 0 if previous is None else recording.at_ns(n) - recording.at_ns(previous)
        previous = n
        level = sum(gap_ns > limit * typical_gap_ns for limit in _LEVEL_LIMITS)
        spans = spans_by_part.setdefault(part, [])
        start = spans[-1][1] if spans else 0
        if spans and spans[-1][2] == level:
            spans[-1] = (spans[-1][0], start + size, level)
        else:
            spans.append((start, start + size, level))
    return spans_by_part
