"""Percentiles of gaps."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.recording.gaps import Gaps


def gaps(*values: int) -> Gaps:
    made = Gaps()
    for value in values:
        made.add(value)
    return made


def test_without_gaps_there_is_no_percentile() -> None:
    assert gaps().percentile(50) is None
    assert len(gaps()) == 0


@pytest.mark.parametrize(
    ("percent", "value"), [(0, 15), (5, 15), (30, 20), (40, 20), (50, 35), (100, 50)]
)
def test_nearest_rank(percent: float, value: int) -> None:
    assert gaps(50, 15, 40, 20, 35).percentile(percent) == value


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=50), st.integers(1, 100))
def test_a_percentile_is_the_smallest_that_so_many_do_not_exceed(
    values: list[int], percent: int
) -> None:
    found = gaps(*values).percentile(percent)
    ranked = sorted(values)
    assert found == ranked[ceil(Fraction(percent * len(values), 100)) - 1]


@pytest.mark.parametrize("percent", [7, 50, 55, 95, 99, 100])
def test_the_rank_is_exact_for_every_number_of_gaps(percent: int) -> None:
    made = Gaps()
    for count in range(1, 1001):
        made.add(count)
        assert made.percentile(percent) == ceil(Fraction(percent * count, 100))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 200), min_size=1, max_size=8), st.integers(0, 2**32))
def test_when_it_is_asked_does_not_matter(batches: list[int], seed: int) -> None:
    made, values = Gaps(), []
    for size in batches:
        for n in range(size):
            values.append((n * 7919 + seed) % 1009)
            made.add(values[-1])
        assert len(made) == len(values)
        assert made.percentile(50) == (
            sorted(values)[ceil(len(values) / 2) - 1] if values else None
        )
        assert made.percentile(100) == max(values, default=None)


def test_the_part_that_is_shorter_with_half_of_the_equal_ones() -> None:
    made = gaps(10, 20, 20, 30)
    assert [made.rank(each) for each in (5, 20, 25, 99)] == [0.0, 0.5, 0.75, 1.0]
    assert gaps().rank(5) == 0.0
