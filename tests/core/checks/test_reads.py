"""Deltas by the time of their arrival."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.checks.reads import flush_period_ns, median_gap_ns, reads
from tests.support.recordings import MS, build_recording
from tests.support.schedules import answer, packets


def test_deltas_within_a_millisecond_are_one_read() -> None:
    arrivals = reads(build_recording(answer([300, 300.4, 301, 301.1, 320])))
    assert [(read.first, read.last, read.deltas) for read in arrivals] == [
        (2, 4, 3),
        (5, 5, 1),
        (6, 6, 1),
    ]
    assert arrivals[0].stop_ns - arrivals[0].start_ns == MS


def test_the_median_gap_is_between_reads_not_between_deltas() -> None:
    arrivals = reads(build_recording(answer(packets([9, 9, 9, 9], [20, 30, 40]))))
    assert median_gap_ns(arrivals) == 30 * MS
    assert median_gap_ns(arrivals[:1]) is None
    assert median_gap_ns([]) is flush_period_ns([]) is None


@given(st.lists(st.integers(1, 9), min_size=1, max_size=30), st.integers(2, 90))
def test_every_delta_is_in_one_read(sizes: list[int], gap_ms: int) -> None:
    times = packets(sizes, [gap_ms] * (len(sizes) - 1))
    assert [read.deltas for read in reads(build_recording(answer(times)))] == sizes
