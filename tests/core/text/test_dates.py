"""Dates in words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest

from ppchat.core.text.dates import format_date, format_day, format_minute

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("timestamp", "words"),
    [
        ("2026-03-18T15:29:59+01:00", ("Today", "15:29")),
        ("2026-03-18T00:00:00+01:00", ("Today", "00:00")),
        ("2026-03-17T23:59:59+01:00", ("Yesterday", "23:59")),
        ("2026-03-17T23:59:59.123+00:00", ("Today", "00:59")),
        ("2026-03-16T08:05:00+01:00", ("Last 7 days", "Mon 08:05")),
        ("2026-03-11T08:05:00+01:00", ("Last 30 days", "11 Mar")),
        ("2026-02-17T08:05:00+01:00", ("Last 30 days", "17 Feb")),
        ("2026-02-16T08:05:00+01:00", ("February 2026", "16 Feb")),
        ("2024-12-31T08:05:00+01:00", ("December 2024", "31 Dec")),
        ("2026-03-19T08:05:00+01:00", ("Today", "08:05")),
        ("", ("", "")),
        ("\x1b[31m", ("", "")),
        ("0001-01-01T00:00:00+14:00", ("", "")),
    ],
)
def test_format_date(timestamp: str, words: tuple[str, str]) -> None:
    assert format_date(timestamp, NOW) == words


@pytest.mark.parametrize(
    ("timestamp", "day"),
    [
        ("2026-03-18T15:29:59+01:00", "15:29"),
        ("2026-03-17T23:59:59+01:00", "17 Mar"),
        ("2026-03-16T08:05:00+01:00", "16 Mar"),
        ("2024-12-31T08:05:00+01:00", "31 Dec"),
        ("", ""),
    ],
)
def test_format_day(timestamp: str, day: str) -> None:
    assert format_day(timestamp, NOW) == day


def test_a_minute_in_the_local_zone() -> None:
    assert re.fullmatch(r"2026-03-1\d \d\d:30", format_minute("2026-03-18T15:30:00+00:00"))
    assert format_minute("soon") == ""
