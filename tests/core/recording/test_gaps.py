"""Percentiles of gaps."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.recording.gaps import Gaps


def build_gaps(*values: int) -> Gaps:
    gaps = Gaps()
    for value in values:
        gaps.add(value)
    return gaps


def test_without_gaps_there_is_no_percentile() -> None:
    assert build_gaps().percentile(50) is None
    assert len(build_gaps()) == 0


@pytest.mark.parametrize(
    ("percent", "value"), [(0, 15), (5, 15), (30, 20), (40, 20), (50, 35), (100, 50)]
)
def test_nearest_rank(percent: float, value: int) -> None:
    assert build_gaps(50, 15, 40, 20, 35).percentile(percent) == value


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=50), st.integers(1, 100))
def test_a_percentile_is_the_smallest_that_so_many_do_not_exceed(
    values: list[int], percent: int
) -> None:
    ranked = sorted(values)
    assert (
        build_gaps(*values).percentile(percent)
        == ranked[ceil(Fraction(percent * len(values), 100)) - 1]
    )


@pytest.mark.parametrize("percent", [7, 50, 55, 95, 99, 100])
def test_the_rank_is_exact_for_every_number_of_gaps(percent: int) -> None:
    gaps = Gaps()
    for count in range(1, 1001):
        gaps.add(count)
        assert gaps.percentile(percent) == ceil(Fraction(percent * count, 100))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 200), min_size=1, max_size=8), st.integers(0, 2**32))
def test_when_percentiles_are_read_does_not_matter(batches: list[int], seed: int) -> None:
    gaps, values = Gaps(), []
    for size in batches:
        for n in range(size):
            values.append((n * 7919 + seed) % 1009)
            gaps.add(values[-1])
        assert len(gaps) == len(values)
        assert gaps.percentile(50) == (
            sorted(values)[ceil(len(values) / 2) - 1] if values else None
        )
        assert gaps.percentile(100) == max(values, default=None)


def test_rank_is_the_fraction_of_shorter_gaps_plus_half_the_equal_ones() -> None:
    gaps = build_gaps(10, 20, 20, 30)
    assert [gaps.rank(gap_ns) for gap_ns in (5, 20, 25, 99)] == [0.0, 0.5, 0.75, 1.0]
    assert build_gaps().rank(5) == 0.0
