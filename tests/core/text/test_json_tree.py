"""JSON as lines: all of it to be had, nothing too long by itself."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.text.json_tree import LINES, LONG, MANY, WHOLE, Line, lines


def text(found: list[Line]) -> list[str]:
    return ["  " * line.depth + "".join(piece.text for piece in line.pieces) for line in found]


def test_a_document_is_indented() -> None:
    assert text(lines({"a": [1, None], "b": {}, "c": "x\ny"})) == [
        "{",
        '  "a": [',
        "    1,",
        "    null",
        "  ],",
        '  "b": {},',
        '  "c": "x\\ny"',
        "}",
    ]


def test_a_part_is_folded() -> None:
    found = lines({"a": [1, 2]}, {("a",)})
    assert text(found) == ["{", '  "a": […]  2 in all', "}"]
    assert found[1].foldable


def test_a_huge_string_is_shortened_to_its_size() -> None:
    data = {"image": "A" * 5_000_000}
    short = text(lines(data))[1]
    assert len(short) < 100
    assert "5.0 M characters" in short
    assert len(text(lines(data, {("image",)}))[1]) > WHOLE


def test_long_lists_and_deep_nesting_are_bounded() -> None:
    found = lines({"many": list(range(100_000))})
    assert f"{100_000 - MANY:,} more" in text(found)[-3]
    deep: Any = []
    for _ in range(450):
        deep = [deep]
    assert len(lines(deep)) < 100
    wide = {str(n): {str(m): m for m in range(90)} for n in range(90)}
    assert len(lines(wide)) == LINES + 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=LONG - 1),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=80)
@given(json_values)
def test_what_is_not_huge_reads_back_as_it_was(value: Any) -> None:
    assert json.loads("\n".join(text(lines(value)))) == value
