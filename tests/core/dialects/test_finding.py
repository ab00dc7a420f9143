"""The location of a finding, in words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ppchat.core.dialects.finding import Finding, Severity


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
