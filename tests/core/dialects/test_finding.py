"""The location of a finding, in words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ppchat.core.dialects.finding import Finding, Severity, cap_findings


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


def test_the_findings_of_a_code_beyond_twenty_are_counted() -> None:
    many = [Finding(Severity.VIOLATION, "many", (n, n + 1), "many") for n in range(50)]
    few = [Finding(Severity.REMARK, "few", (n,), "few") for n in range(20)]
    listed = cap_findings([*many, *few])
    assert listed[:20] == many[:20]
    assert listed[20:-1] == few
    assert listed[-1] == Finding(
        Severity.VIOLATION, "many", tuple(range(21, 51)), "The same 30 more times."
    )
