"""What is slow depends on what is usual."""

from __future__ import annotations

from ppchat.core.recording.slow_gaps import SLOW_NS, Pace, slow_ns
from tests.support.made import MS, message, recording


def test_a_pause_that_a_person_notices_is_slow_in_a_quick_stream() -> None:
    pace = Pace()
    assert [pace.is_slow(gap * MS) for gap in (*[20] * 8, 199, 201, 20)] == [
        *[False] * 9,
        True,
        False,
    ]


def test_in_a_slow_stream_the_usual_gap_is_not_slow() -> None:
    pace = Pace()
    found = [pace.is_slow(600 * MS) for _ in range(12)]
    assert found[0]
    assert not any(found[3:])
    assert pace.is_slow(9_000 * MS)


def test_one_long_silence_does_not_hide_the_next() -> None:
    pace = Pace()
    gaps = [20] * 10 + [60_000] + [20] * 3 + [900]
    assert [pace.is_slow(gap * MS) for gap in gaps][-1]


def test_the_limit_of_a_recording() -> None:
    assert slow_ns(recording([])) == SLOW_NS
    assert slow_ns(recording(message(gap_ms=20))) == SLOW_NS
    assert slow_ns(recording(message(gap_ms=100))) == 500 * MS
    assert slow_ns(recording(message(gap_ms=100), timed=False)) == SLOW_NS
