"""Required fields, whatever the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.dialects.shared_rules.required_fields import (
    Field,
    FieldProblems,
    json_type,
    parse_field_list,
)

FIELDS = parse_field_list("index name tools delta:object extra:any", {"index": "integer"})


def build(code: str, events: Sequence[int], message: str) -> Finding:
    return Finding(Severity.VIOLATION, code, events, message)


def test_fields_are_written_as_words() -> None:
    assert (
        Field("index", "integer"),
        Field("name", "string"),
        Field("tools", "string"),
        Field("delta", "object"),
        Field("extra", "any"),
    ) == FIELDS


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        ({"index": -1}, "wrong-value", "`a.index` is negative in 2 events (start)."),
        ({"index": True}, "wrong-kind", "`a.index` is a boolean, not a whole number, in 2"),
        ({"delta": []}, "wrong-kind", "`a.delta` is a list, not an object, in 2 events (start)."),
        ({"name": None}, "field-missing", "`a.name` is null in 2 events (start)."),
    ],
)
def test_a_problem_of_several_events_is_one_finding(
    data: dict[str, Any], code: str, message: str
) -> None:
    problems = FieldProblems()
    sound = {"index": 0, "name": "a", "tools": "b", "delta": {}, "extra": 3}
    for n in (3, 5):
        problems.check_fields(n, "start", "a", {**sound, **data}, FIELDS)
    (finding,) = problems.findings(build)
    assert (finding.code, finding.events) == (code, (3, 5))
    assert finding.message.startswith(message)


def test_fields_that_are_missing_are_named_together() -> None:
    problems = FieldProblems()
    problems.check_fields(0, "start", "", {}, FIELDS[:2])
    (finding,) = problems.findings(build, {"field-missing": "No {words}, {where}"})
    assert finding.message == "No `index`, `name` are missing, in 1 event (start)"


@pytest.mark.parametrize(("value", "count"), [("a", 0), ("c", 1), (3, 0), (None, 0)])
def test_a_value_is_one_of_those_allowed(value: Any, count: int) -> None:
    problems = FieldProblems()
    problems.check_value(0, "start", "x", value, ("a", "b"))
    messages = [finding.message for finding in problems.findings(build)]
    assert messages == ["`x` is 'c', not one of a, b in 1 event (start)."] * count


def test_the_types_of_json() -> None:
    values: tuple[Any, ...] = (None, True, 1, 1.5, "", [], {})
    assert [json_type(value) for value in values] == [
        *("null", "a boolean", "a number", "a number", "a string", "a list", "an object")
    ]
