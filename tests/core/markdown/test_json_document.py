"""JSON as a whole: its lines, however it arrived."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.markdown.json_document import JsonDocument, begins_json
from ppchat.core.markdown.leaf import Leaf

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 99999) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=30,
)


def document_of(text: str, *lengths: int) -> JsonDocument:
    document = JsonDocument(lambda start, stop: text[start:stop])
    for length in (*lengths, len(text)):
        document.extend(length)
    return document


def leaves_of(document: JsonDocument) -> list[Leaf]:
    return [*document.leaves, *document.tail(False)]


def lines_of(text: str) -> list[str]:
    return [
        "  " * depth + text[start:stop]
        for leaf in leaves_of(document_of(text))
        for (start, stop), depth in zip(leaf.lines, leaf.depths, strict=True)
    ]


def test_short_containers_stay_in_a_line_and_long_lists_of_values_fill_lines() -> None:
    text = json.dumps({"a": [1, 2], "b": list(range(30)), "c": [{"d": {}}, {"e": "x" * 70}]})
    assert lines_of(text) == [
        "{",
        '  "a": [1, 2],',
        '  "b": [',
        "    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,",
        "    18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29",
        "  ],",
        '  "c": [',
        "    {",
        '      "d": {}',
        "    },",
        "    {",
        f'      "e": "{"x" * 70}"',
        "    }",
        "  ]",
        "}",
    ]


@given(st.dictionaries(st.text(max_size=8), VALUES, min_size=1), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_the_leaves_follow_from_the_text_alone(
    value: dict[str, object], source: random.Random
) -> None:
    text = json.dumps(value, ensure_ascii=False)
    whole = document_of(text)
    assert not whole.is_broken
    lengths = [source.randrange(len(text) + 1) for _ in range(6)]
    assert leaves_of(document_of(text, *sorted(lengths))) == leaves_of(whole)
    assert leaves_of(document_of(text, *lengths)) == leaves_of(whole)
    printed = "\n".join(text[start:stop] for leaf in leaves_of(whole) for start, stop in leaf.lines)
    assert json.loads(printed) == value


def test_closed_leaves_never_change() -> None:
    text = json.dumps([{"n": number, "text": "herons wait " * 6} for number in range(60)])
    document = JsonDocument(lambda start, stop: text[start:stop])
    seen: list[Leaf] = []
    for length in range(0, len(text), 11):
        document.extend(length)
        assert document.leaves[: len(seen)] == seen
        seen = list(document.leaves)
        document.tail(True)
    assert len(seen) > 3


@pytest.mark.parametrize(
    "text", ["[1, 2] is a list", '{"a": 1}}', "[1][2]", "[" * 99, '{"a": 1} and so on']
)
def test_what_is_no_json_as_a_whole_is_broken(text: str) -> None:
    assert document_of(text).is_broken


@pytest.mark.parametrize(
    ("text", "is_json"),
    [
        ('{"a', True),
        ("[1,", True),
        ('[\n  "a"', True),
        ("[]", True),
        ("{}", True),
        ("[link](https://a.example)", False),
        ("{1, 2}", False),
        ("[x] done", False),
        ("[", False),
        ("", False),
        ('"text"', False),
    ],
)
def test_the_beginning_shows_whether_it_may_be_json(text: str, is_json: bool) -> None:
    assert begins_json(lambda start, stop: text[start:stop]) is is_json
