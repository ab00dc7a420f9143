"""JSON as lines: all of it reachable, nothing too long."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.text.json_tree import (
    LONG_STRING,
    MAX_ENTRIES,
    MAX_LINES,
    MAX_STRING,
    JsonLine,
    json_pointer,
    tree_lines,
)


def text(document: list[JsonLine]) -> list[str]:
    return ["  " * line.depth + "".join(token.text for token in line.tokens) for line in document]


def test_a_pointer_escapes_what_separates_its_steps() -> None:
    assert json_pointer(("a/b", 0, "c~d")) == "/a~1b/0/c~0d"
    assert json_pointer(()) == ""


def test_a_document_is_indented() -> None:
    assert text(tree_lines({"a": [1, None], "b": {}, "c": "x\ny"})) == [
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
    document = tree_lines({"a": [1, 2], "b": [3]}, {("a",), ("b",)})
    assert text(document) == ["{", '  "a": […],  2 items', '  "b": […]  1 item', "}"]
    assert document[1].foldable


def test_a_huge_string_is_shortened_to_its_size() -> None:
    data = {"image": "A" * 5_000_000}
    preview = text(tree_lines(data))[1]
    assert len(preview) < 100
    assert "5.0 M characters" in preview
    assert len(text(tree_lines(data, {("image",)}))[1]) > MAX_STRING


def test_long_lists_and_deep_nesting_are_bounded() -> None:
    document = tree_lines({"many": list(range(100_000))})
    assert f"{100_000 - MAX_ENTRIES:,} more" in text(document)[-3]
    deep: Any = []
    for _ in range(450):
        deep = [deep]
    assert len(tree_lines(deep)) < 100
    wide = {str(n): {str(m): m for m in range(90)} for n in range(90)}
    assert len(tree_lines(wide)) == MAX_LINES + 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=LONG_STRING - 1),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=80)
@given(json_values)
def test_what_is_not_huge_reads_back_as_it_was(value: Any) -> None:
    assert json.loads("\n".join(text(tree_lines(value)))) == value
