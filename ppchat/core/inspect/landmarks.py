"""The events worth going to: those of the findings, and those after the largest gaps."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import Final

from ppchat.core.dialects.finding import Finding
from ppchat.core.recording.recording import Recording

_GAPS: Final = 10
"""Gaps that are visited in turn."""


def next_finding(findings: Iterable[Finding], n: int, by: int) -> int | None:
    """The event of the next finding after event `n`, or before it if `by` is -1; else None."""
    events = {finding.events[-1] for finding in findings if finding.events}
    if by > 0:
        return min((event for event in events if event > n), default=None)
    return max((event for event in events if event < n), default=None)


def next_largest_gap(recording: Recording, visited: int | None = None) -> int | None:
    """The event after the largest gap, or after the one next in size to that before `visited`.

    None without times, or without two events.
    """
    if not recording.timed:
        return None
    first = 0 if recording.t0_ns else 1
    ranked = heapq.nlargest(_GAPS, range(first, len(recording)), key=recording.gap_ns)
    if not ranked:
        return None
    rank = ranked.index(visited) + 1 if visited in ranked else 0
    return ranked[rank % len(ranked)]
