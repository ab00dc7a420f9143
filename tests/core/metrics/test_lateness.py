"""Levels of lateness on the text."""

from __future__ import annotations

from ppchat.core.metrics.lateness import latency
from tests.support.made import MS, message, recording


def test_a_late_chunk_stands_out() -> None:
    events = message(["one", "two", "three", "four", "five"])
    events = [(ms + (70 if n >= 7 else 0), data) for n, (ms, data) in enumerate(events)]
    assert latency(recording(events), 99, 20 * MS) == {
        (0, "text", 0): [(0, 11, 0), (11, 15, 2), (15, 19, 0)]
    }
    assert latency(recording(events), 6, 20 * MS) == {(0, "text", 0): [(0, 6, 0)]}
