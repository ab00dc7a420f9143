"""Levels of lateness of the text."""

from __future__ import annotations

from ppchat.core.metrics.lateness import lateness
from tests.support.recording_builder import MS, build_recording, message_events


def test_a_late_chunk_stands_out() -> None:
    events = message_events(["one", "two", "three", "four", "five"])
    events = [(ms + (70 if n >= 7 else 0), data) for n, (ms, data) in enumerate(events)]
    assert lateness(build_recording(events), 99, 20 * MS) == {
        (0, "text", 0): [(0, 11, 0), (11, 15, 2), (15, 19, 0)]
    }
    assert lateness(build_recording(events), 6, 20 * MS) == {(0, "text", 0): [(0, 6, 0)]}
