"""The location of a finding, in words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ppchat.core.checks.finding import Finding, Severity, pluralize


@pytest.mark.parametrize(
    ("events", "location"),
    [
        ((), ""),
        ((4,), "event 4"),
        (range(4, 10), "events 4–9"),
        ((4, 7), "events 4, 7"),
        ((4, 7, 9, 11), "events 4, 7 and 2 more"),
    ],
)
def test_its_events(events: Sequence[int], location: str) -> None:
    assert Finding(Severity.REMARK, "x", events, "").location == location


def test_a_number_with_its_noun() -> None:
    assert [pluralize(n, "event") for n in (0, 1, 1200)] == ["0 events", "1 event", "1,200 events"]
