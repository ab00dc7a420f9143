"""The fields of foreign JSON."""

from __future__ import annotations

import pytest

from ppchat.core.text.json_fields import count, mapping, mappings, string

WRONG = [None, True, 1.5, -1, b"x", ("x",)]


def test_a_field_of_the_right_type_is_taken() -> None:
    data = {"text": "a", "number": 0, "object": {"b": 1}, "list": [{"c": 2}, None, "d", {}]}
    assert string(data, "text") == "a"
    assert count(data, "number") == 0
    assert mapping(data, "object") == {"b": 1}
    assert mappings(data, "list") == [{"c": 2}, {}]


@pytest.mark.parametrize("data", [{}, *({"key": value} for value in WRONG)])
def test_any_other_counts_as_missing(data: dict[str, object]) -> None:
    assert string(data, "key") == ""
    assert count(data, "key") is None
    assert mapping(data, "key") == {}
    assert mappings(data, "key") == []
