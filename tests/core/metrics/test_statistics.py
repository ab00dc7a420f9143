"""Percentiles and the confidence interval of the median of a sample."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.metrics.metrics import metrics
from ppchat.core.metrics.statistics import (
    BENCH_METRICS,
    BenchRun,
    BenchSeries,
    BenchTotals,
    Sample,
    bench_table,
    median_ranks,
)
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import Request
from tests.support.recordings import build_recording, message_events


def test_percentiles_are_nearest_ranks() -> None:
    sample = Sample([40.0, 15.0, 50.0, 20.0, 35.0])
    assert [sample.percentile(p) for p in (5, 30, 40, 50, 100)] == [15, 20, 20, 35, 50]
    assert Sample([]).percentile(50) is None


@pytest.mark.parametrize(("percent", "size"), [(95, 20), (5, 20), (99, 100), (1, 100)])
def test_a_tail_needs_values_beyond_it(percent: int, size: int) -> None:
    assert Sample(range(size - 1)).tail(percent) is None
    sample = Sample(range(size))
    assert sample.tail(percent) == sample.percentile(percent) is not None


def test_the_throughput_counts_completed_requests() -> None:
    complete = build_recording(message_events())
    series = [
        BenchSeries([run(Outcome.COMPLETED, complete)] * 3),
        BenchSeries([run(Outcome.COMPLETED, complete), run(Outcome.REFUSED)]),
    ]
    totals = BenchTotals(1_600_000_000, series)
    assert totals.as_json() == {"duration_s": 1.6, "requests_per_s": 2.5}
    assert str(totals) == "4 completed in 1.60 s: 2.50 requests/s"
    assert str(BenchTotals(0, [])) == "0 completed in 0.00 s: n/a"


@pytest.mark.parametrize(
    ("size", "ranks"),
    [
        # From the tables of the sign test at the two-sided level of 5 %.
        (5, None),
        (6, (1, 6)),
        (8, (1, 8)),
        (9, (2, 8)),
        (10, (2, 9)),
        (20, (6, 15)),
        (25, (8, 18)),
        (50, (18, 33)),
        (100, (40, 61)),
    ],
)
def test_the_interval_is_that_of_the_sign_test(size: int, ranks: tuple[int, int] | None) -> None:
    assert median_ranks(size) == ranks


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 300))
def test_the_interval_is_the_closest_with_its_confidence(size: int) -> None:
    def missed(rank: int) -> float:
        return 2 * sum(math.comb(size, count) for count in range(rank)) / float(2**size)

    ranks = median_ranks(size)
    if ranks is None:
        assert missed(1) > 0.05
        return
    low, high = ranks
    assert low + high == size + 1
    assert missed(low) <= 0.05 < missed(low + 1)


def test_the_interval_contains_the_true_median_with_its_confidence() -> None:
    rng = random.Random(7)
    hits = 0
    for _ in range(1_000):
        interval = Sample(rng.expovariate(math.log(2)) for _ in range(21)).median_interval
        assert interval
        hits += interval[0] <= 1 <= interval[1]
    assert hits >= 940


def run(outcome: Outcome, stream: Recording | None = None, problem: str = "") -> BenchRun:
    return BenchRun(outcome, metrics((stream or Recording(Request({}, ""))).summary), problem)


def test_failures_count_by_outcome_and_in_no_metric() -> None:
    complete = build_recording(message_events())
    runs = [run(Outcome.COMPLETED, complete)] * 6 + [run(Outcome.CUT_OFF, complete, "broke")]
    series = BenchSeries(runs)
    assert series.failures == {Outcome.CUT_OFF: 1}
    ttft = next(metric for metric in BENCH_METRICS if metric.name == "TTFT")
    assert len(series.sample(ttft)) == 6
    data = series.as_json()
    assert data["verdicts"] == {"completed": 6, "cut off": 1}
    assert data["figures"]["ttft_ms"]["n"] == 6
    assert data["runs"][6]["problem"] == "broke"


def test_a_table_has_one_column_per_model() -> None:
    series = {
        "a": BenchSeries([run(Outcome.COMPLETED, build_recording(message_events()))] * 6),
        "b": BenchSeries([run(Outcome.REFUSED)]),
    }
    rows = bench_table(series)
    assert rows[0] == ["", "", "a", "b"]
    assert ["", "completed", "6", "0"] in rows
    assert ["", "refused", "0", "1"] in rows
    assert {len(row) for row in rows} == {4}
    assert not any(row[1] in ("p95", "p99") for row in rows)
    first = next(row for row in rows if row[0].startswith("TTFT"))
    assert first[2] != "n/a"
    assert first[3] == "n/a"
