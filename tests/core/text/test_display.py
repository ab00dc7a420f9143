"""How durations, sizes and counts are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ppchat
from ppchat.core.text.display import (
    format_duration,
    format_elapsed,
    format_length,
    format_measure,
    format_milliseconds,
    format_rate,
    format_size,
    narrow_milliseconds,
    narrow_seconds,
    narrow_size,
    pluralize,
)


def test_a_number_with_its_noun() -> None:
    assert [pluralize(n, "event") for n in (0, 1, 1200)] == ["0 events", "1 event", "1,200 events"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0.0 ms"), (9.94, "9.9 ms"), (10, "10 ms"), (312.4, "312 ms"),
     (999.4, "999 ms"), (1000, "1.00 s"), (61_000, "61.00 s"), (1_234_560, "1,234.56 s")],
)  # fmt: skip
def test_measured_durations(value: float | None, text: str) -> None:
    assert format_milliseconds(value) == text
    assert value is None or format_duration(value * 1e6) == text


@pytest.mark.parametrize(
    ("duration_ns", "text"),
    [(-5, "0.0 s"), (0, "0.0 s"), (1_940_000_000, "1.9 s"), (60_000_000_000, "1 min 00 s"),
     (125_900_000_000, "2 min 05 s"), (3_599_900_000_000, "59 min 59 s"),
     (3_600_000_000_000, "1 h 00 min"), (100_000_000_000_000, "27 h 46 min")],
)  # fmt: skip
def test_elapsed_times(duration_ns: int, text: str) -> None:
    assert format_elapsed(duration_ns) == text


def test_exact_values_have_their_unit() -> None:
    assert format_measure(1302.44, "ms") == "1,302.4 ms"
    assert format_measure(0.25) == "0.2"
    assert format_measure(1.2944, "s", 3) == "1.294 s"
    assert format_measure(None, "ms") == "n/a"


def test_a_rate_tells_whether_it_is_an_estimate() -> None:
    rates = [format_rate(53.4, False), format_rate(53.4, True), format_rate(None, True)]
    assert rates == ["53", "~53", ""]


def test_narrow_columns() -> None:
    assert [narrow_seconds(ns) for ns in (1_294_400_000, 1_234_560_000_000)] == ["1.294", "1234.6"]
    assert [narrow_milliseconds(ns) for ns in (312_400_000, 12_400_000_000)] == ["312", "12s"]
    assert [narrow_size(size) for size in (99_999, 123_400)] == ["99,999", "123 kB"]


def test_sizes_and_lengths() -> None:
    assert [format_size(size) for size in (412, 123_400, 1_240_000)] == [
        "412 B",
        "123 kB",
        "1.2 MB",
    ]
    assert [format_length(n) for n in (1, 99_999, 123_400, 5_000_000)] == [
        "1 character",
        "99,999 characters",
        "123 k characters",
        "5.0 M characters",
    ]


def test_no_other_module_writes_a_number_with_its_unit() -> None:
    root = Path(ppchat.__file__).parent
    formatted = re.compile(r"\.\df\}\s?(ms|s|kB|MB|B)\b|'' if \w+ == 1 else 's'")
    places = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if formatted.search(path.read_text())
    }
    assert places == {"core/text/display.py"}
