"""JSON texts of foreign programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.text.json_text import DEPTH_LIMIT, NestingError, parse_json
from tests.support.any_event import VALUES


@given(VALUES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_a_value_reads_back_from_text_and_from_bytes(value: Any, encoding: str) -> None:
    text = json.dumps(value)
    assert parse_json(text) == parse_json(text.encode(encoding)) == value


@pytest.mark.parametrize(
    ("opens", "closes", "depth"),
    [("[", "]", 1), ('{"a":', "}", 1), ('[{"a":', "}]", 2), ('["[[{{",', "]", 1)],
)
def test_how_deep_a_text_is_read_is_counted(opens: str, closes: str, depth: int) -> None:
    levels = DEPTH_LIMIT // depth
    assert parse_json(f"{opens * levels}0{closes * levels}")
    with pytest.raises(NestingError, match="nested more than 500 levels deep"):
        parse_json(f"[{opens * levels}0{closes * levels}]")


@pytest.mark.parametrize("levels", [1_000, 10_000, 1_000_000])
def test_no_depth_ends_the_program(levels: int) -> None:
    with pytest.raises(NestingError):
        parse_json("[" * levels + "]" * levels)


@pytest.mark.parametrize("source", ["", "{", b"\xff", "[1,]", "9" * 5000])
def test_a_malformed_text_is_a_value_error(source: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_json(source)
