"""What servers report of their own time in the head of a response."""

from __future__ import annotations

import pytest

from ppchat.core.checks.server_time import server_time

S = 1_000_000_000


@pytest.mark.parametrize(
    ("headers", "ns", "header"),
    [
        ({"openai-processing-ms": "2900"}, 2_900_000_000, "openai-processing-ms"),
        ({"x-envoy-upstream-service-time": " 12 "}, 12_000_000, "x-envoy-upstream-service-time"),
        ({"server-timing": "db;dur=53, total;dur=1234.5"}, 1_234_500_000, "server-timing"),
        ({"server-timing": 'app;desc="a;b";dur="8"'}, 8_000_000, "server-timing"),
        (
            {"x-envoy-upstream-service-time": "2950", "openai-processing-ms": "2900"},
            2_900_000_000,
            "openai-processing-ms",
        ),
        (
            {"openai-processing-ms": "9000", "server-timing": "total;dur=20"},
            20_000_000,
            "server-timing",
        ),
    ],
)
def test_the_most_exact_possible_time_counts(headers: dict[str, str], ns: int, header: str) -> None:
    assert server_time(headers, 3 * S) == (ns, header)


@pytest.mark.parametrize(
    "value", ["", "soon", "-5", "0", "nan", "inf", "1e3", "9" * 5000, "4000", "٣"]
)
def test_what_cannot_be_the_time_is_ignored(value: str) -> None:
    assert server_time({"openai-processing-ms": value, "server-timing": value}, 3 * S) is None
    assert server_time({"server-timing": f"total;dur={value}"}, 3 * S) is None
