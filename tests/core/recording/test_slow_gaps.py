"""Whether a gap is slow depends on the usual gap."""

from __future__ import annotations

from ppchat.core.recording.slow_gaps import MIN_SLOW_NS, SlowGaps, slow_threshold_ns
from tests.support.recordings import MS, build_recording, message_events


def test_a_noticeable_pause_is_slow_in_a_fast_stream() -> None:
    slow_gaps = SlowGaps()
    assert [slow_gaps.is_slow(gap * MS) for gap in (*[20] * 8, 199, 201, 20)] == [
        *[False] * 9,
        True,
        False,
    ]


def test_in_a_slow_stream_the_usual_gap_is_not_slow() -> None:
    slow_gaps = SlowGaps()
    results = [slow_gaps.is_slow(600 * MS) for _ in range(12)]
    assert results[0]
    assert not any(results[3:])
    assert slow_gaps.is_slow(9_000 * MS)


def test_one_long_silence_does_not_hide_the_next() -> None:
    slow_gaps = SlowGaps()
    gaps = [20] * 10 + [60_000] + [20] * 3 + [900]
    assert [slow_gaps.is_slow(gap * MS) for gap in gaps][-1]


def test_the_threshold_of_a_recording() -> None:
    assert slow_threshold_ns(build_recording([])) == MIN_SLOW_NS
    assert slow_threshold_ns(build_recording(message_events(gap_ms=20))) == MIN_SLOW_NS
    assert slow_threshold_ns(build_recording(message_events(gap_ms=100))) == 500 * MS
    assert (
        slow_threshold_ns(build_recording(message_events(gap_ms=100), timed=False)) == MIN_SLOW_NS
    )
