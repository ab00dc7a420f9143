"""The violations of a schema have their places in the text and on the screen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.checks.json_schema import SchemaCheck, Violation, locate_violations, not_json

FORECAST = '{"city": "Lisbon", "days": [{"high": 21, "sky": "sun"}, {"high": null}], "a/b~": 1}'
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
)


def test_a_violation_has_its_pointer_and_its_place() -> None:
    (violation,) = locate_violations(FORECAST, [(("days", 1, "high"), "is null")])
    assert violation.pointer == "/days/1/high"
    assert FORECAST[violation.offset :].startswith("null")


def test_the_line_is_that_of_the_text_as_it_is_laid_out() -> None:
    paths: list[tuple[str | int, ...]] = [("city",), ("days", 1, "high"), ()]
    lines = {v.pointer: v.line for v in locate_violations(FORECAST, [(p, "") for p in paths])}
    assert lines == {"": 1, "/city": 2, "/days/1/high": 5}


def test_violations_stand_in_the_order_of_the_text() -> None:
    located = locate_violations(FORECAST, [(("days",), "second"), (("city",), "first")])
    assert [violation.message for violation in located] == ["first", "second"]


def test_a_pointer_escapes_what_would_divide_it() -> None:
    (violation,) = locate_violations(FORECAST, [(("a/b~",), "")])
    assert violation.pointer == "/a~1b~0"


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict | list):
        children = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(inner for key, child in children for inner in _paths(child, (*path, key)))]


@given(JSON, st.sampled_from([None, 1]))
def test_every_value_begins_at_its_offset(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    for path in _paths(value):
        (violation,) = locate_violations(text, [(path, "")])
        child = value
        for step in path:
            child = child[step]
        decoded, _ = json.JSONDecoder().raw_decode(text, violation.offset)
        assert decoded == child


def test_a_sentence_names_the_place() -> None:
    assert Violation("/a", "is wrong", 2, 5).sentence == "line 2, /a: is wrong"
    assert Violation("", "is wrong", 1, 0).sentence == "line 1, the whole answer: is wrong"
    assert Violation("/a\nb", "is wrong", 1, 0).sentence == "line 1, /a b: is wrong"


def test_what_is_no_json_is_one_violation() -> None:
    assert not_json('{\n"a": x}', "Expecting value", 7).line == 2
    assert not_json("```json\n{}\n```", "Expecting value", 0).message.endswith("Markdown fence")
    assert not_json(" ", "Expecting value", 1).message == "is empty"


def test_a_result_is_told_in_lines() -> None:
    violation = Violation("/a", "is wrong", 2, 5)
    result = SchemaCheck((violation,), 3)
    assert [*result.sentences()] == [violation.sentence, "and 3 more violations"]
    assert [*SchemaCheck().sentences()] == []
    (sentence,) = SchemaCheck(problem="the schema is invalid").sentences()
    assert sentence == "not checked against the schema: the schema is invalid"
