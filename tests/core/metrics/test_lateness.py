"""Levels of lateness of the text."""

from __future__ import annotations

import pytest

from ppchat.core.metrics.lateness import lateness
from tests.support.recordings import MS, build_recording, message_events


def test_a_late_chunk_stands_out() -> None:
    events = message_events(["one", "two", "three", "four", "five"])
    events = [(ms + (70 if n >= 7 else 0), data) for n, (ms, data) in enumerate(events)]
    assert lateness(build_recording(events), 99, 20 * MS) == {
        (0, "text", 0): [(0, 11, 0), (11, 15, 2), (15, 19, 0)]
    }
    assert lateness(build_recording(events), 6, 20 * MS) == {(0, "text", 0): [(0, 6, 0)]}


@pytest.mark.parametrize(
    ("gap_ms", "level"),
    [(20, 0), (21, 1), (40, 1), (41, 2), (100, 2), (101, 3), (200, 3), (201, 4), (9999, 4)],
)
def test_the_level_is_a_multiple_of_the_typical_gap(gap_ms: float, level: int) -> None:
    recording = build_recording(message_events(["a", "b"], gap_ms=gap_ms))
    ((_, _, first), *rest) = lateness(recording, 99, 20 * MS)[0, "text", 0]
    assert [first, *(later for _, _, later in rest)] == ([0] if level == 0 else [0, level])


def test_each_part_has_spans_of_its_own_measured_from_the_chunk_before_it() -> None:
    def delta(index: int, text: str) -> dict[str, object]:
        return {"type": "response.output_text.delta", "output_index": index, "delta": text}

    recording = build_recording([(10, delta(0, "鳥")), (20, delta(1, "bc")), (530, delta(0, "d"))])
    assert lateness(recording, 3, 20 * MS) == {
        (0, "text", 0): [(0, 1, 0), (1, 2, 4)],
        (1, "text", 0): [(0, 2, 0)],
    }


def test_without_text_there_are_no_spans() -> None:
    assert lateness(build_recording([]), 99, 20 * MS) == {}
    assert lateness(build_recording(message_events()), 4, 20 * MS) == {}
