"""What makes a schema unusable is one line with its place; everything else is the server's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ppchat.core.chat.argument_schema import (
    DEPTH_LIMIT,
    argument_schema_problem,
    schema_problem,
)


def nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "array", "items": schema}
    return {"type": "object", "properties": {"x": schema}}


TYPES = "object, array, string, number, integer, boolean or null"
TREE = {
    "type": "object",
    "properties": {"root": {"$ref": "#/$defs/node"}},
    "$defs": {
        "node": {
            "type": ["object", "null"],
            "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/node"}}},
        }
    },
}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object"},
        {"type": "object", "properties": {"a": {"enum": [1, None, 2.5]}}, "required": ["a"]},
        {"type": "object", "properties": {"a": True}, "additionalProperties": False},
        {"type": "object", "x-of-a-vendor": {"type": 3}},
        {"type": "object", "anyOf": [{"$ref": "#/anyOf/1"}, {}]},
        nested(40),
        TREE,
    ],
)
def test_a_usable_schema(schema: Any) -> None:
    assert argument_schema_problem(schema) == ""


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ([], "a schema must be a table"),
        ({}, 'type must be "object": arguments have names'),
        ({"type": "array"}, 'type must be "object": arguments have names'),
        (
            {"type": "object", "properties": {"a/b": {"type": "text"}}},
            f"/properties/a~1b: type must be {TYPES}",
        ),
        ({"type": "object", "properties": ["a"]}, "/: properties must be a table"),
        ({"type": "object", "properties": {"a": "b"}}, "/properties/a: a schema must be a table"),
        ({"type": "object", "required": "a"}, "/: required must be a list"),
        ({"type": "object", "required": [1]}, "/: required must be a list of names"),
        ({"type": "object", "anyOf": {}}, "/: anyOf must be a list"),
        (
            {"type": "object", "const": float("nan")},
            "/const: nan is no number in JSON",
        ),
        (
            {"type": "object", "properties": {"day": {"default": date(2026, 1, 1)}}},
            "/properties/day/default: a date or time must stand in quotes",
        ),
        ({"type": "object", "$ref": "#"}, "/: $ref # refers to itself alone"),
        (
            {"type": "object", "properties": {"a": {"$ref": "#/properties/a"}}},
            "/properties/a: $ref #/properties/a refers to itself alone",
        ),
        (
            {"type": "object", "items": {"$ref": "#/$defs/none"}},
            "/items: $ref #/$defs/none: there is no such place in this schema",
        ),
        (
            {"type": "object", "items": {"$ref": "https://example.org/schema.json"}},
            "/items: $ref must refer to a place in this schema: #/$defs/NAME",
        ),
        (nested(DEPTH_LIMIT + 1), f"nested more than {DEPTH_LIMIT} levels deep"),
        (nested(100_000), f"nested more than {DEPTH_LIMIT} levels deep"),
    ],
)
def test_an_unusable_schema(schema: Any, problem: str) -> None:
    assert argument_schema_problem(schema) == problem


def test_a_schema_of_an_output_may_be_of_any_type() -> None:
    assert schema_problem({"type": "string"}) == ""
    assert schema_problem({"type": "strng"}).startswith("/: type must be")
