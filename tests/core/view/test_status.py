"""How durations are written."""

from __future__ import annotations

import pytest

from ppchat.core.view.status import format_elapsed, format_milliseconds


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0.0 ms"), (9.94, "9.9 ms"), (10, "10 ms"), (312.4, "312 ms"),
     (999.4, "999 ms"), (1000, "1.00 s"), (61_000, "61.00 s")],
)  # fmt: skip
def test_measured_durations(value: float | None, text: str) -> None:
    assert format_milliseconds(value) == text


@pytest.mark.parametrize(
    ("duration_ns", "text"),
    [(-5, "0.0 s"), (0, "0.0 s"), (1_940_000_000, "1.9 s"), (60_000_000_000, "1 min 00 s"),
     (125_900_000_000, "2 min 05 s")],
)  # fmt: skip
def test_elapsed_times(duration_ns: int, text: str) -> None:
    assert format_elapsed(duration_ns) == text
