"""What jsonschema says of a value, as plain lines."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.adapters.json_schema.validation import MAX_VIOLATIONS, validate

CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def test_a_value_that_follows_its_schema_has_no_violations() -> None:
    assert validate(CITY, {"city": "Lisbon"}) == {"violations": [], "omitted": 0}


def test_a_violation_has_its_path_and_the_value_as_json() -> None:
    result = validate(CITY, {"city": None})
    assert result["violations"] == [[["city"], "null is not of type 'string'"]]


def test_a_long_value_is_shortened() -> None:
    ((_, message),) = validate({"type": "integer"}, "x" * 10_000)["violations"]
    assert message.endswith("x… is not of type 'integer'")
    assert len(message) < 200


def test_of_alternatives_the_nearest_is_named() -> None:
    schema = {"anyOf": [{"type": "null"}, CITY]}
    ((_, message),) = validate(schema, {"city": 3})["violations"]
    assert "nearest" in message


def test_violations_beyond_the_limit_are_counted() -> None:
    result = validate({"items": {"type": "integer"}}, ["x"] * (MAX_VIOLATIONS + 7))
    assert (len(result["violations"]), result["omitted"]) == (MAX_VIOLATIONS, 7)


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ({"type": "strnig"}, "the schema is invalid at /type: "),
        (
            {"properties": {"a": {"pattern": "(["}}},
            "the schema is invalid at /properties/a/pattern: ",
        ),
        ({"$ref": "https://example.com/city.json"}, "$ref https://example.com/city.json is not in"),
        ({"$ref": "file:///etc/passwd"}, "$ref file:///etc/passwd is not in the schema"),
        ({"$ref": "#/$defs/none"}, "$ref /$defs/none is not in the schema"),
    ],
)
def test_a_schema_that_cannot_be_used_is_one_line(schema: dict[str, Any], problem: str) -> None:
    assert validate(schema, {"a": "x"})["problem"].startswith(problem)


def test_the_draft_that_a_schema_names_is_used() -> None:
    draft_4 = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "minimum": 3,
        "exclusiveMinimum": True,
    }
    assert len(validate(draft_4, 3)["violations"]) == 1


def test_formats_are_checked() -> None:
    assert len(validate({"format": "date"}, "soon")["violations"]) == 1
