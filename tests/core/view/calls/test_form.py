"""A schema gives the fields of a form; what is typed becomes JSON, or is explained."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ppchat.core.view.calls.form import form_fields, form_json

WEATHER = {
    "type": "object",
    "properties": {
        "degrees": {"type": "number", "title": "Temperature", "description": "in °C"},
        "sky": {"enum": ["clear", "cloudy"], "default": "cloudy"},
        "windy": {"type": "boolean"},
        "station": {"type": "string"},
        "hours": {"type": "array"},
    },
    "required": ["degrees", "sky"],
}


def test_fields_have_titles_choices_and_defaults() -> None:
    degrees, sky, windy, station, hours = form_fields(WEATHER)
    assert degrees == ("degrees", "Temperature", "in °C", "number", {}, "", True)
    assert (sky.title, sky.choices, sky.initial) == ("sky", ("clear", "cloudy"), "cloudy")
    assert (windy.choices, windy.initial) == (("", "true", "false"), "")
    assert (station.type, hours.type) == ("string", "array")


def test_what_is_typed_becomes_json() -> None:
    fields = form_fields(WEATHER)
    texts = ["21.5", "clear", "true", "", "[1]"]
    assert json.loads(form_json(fields, texts)) == {
        "degrees": 21.5,
        "sky": "clear",
        "windy": True,
        "hours": [1],
    }


@pytest.mark.parametrize(
    ("schema", "text", "reason"),
    [
        ({"type": "number", "title": "Degrees"}, "", "Degrees is required."),
        ({"type": "number", "title": "Degrees"}, "warm", "Degrees must be a number."),
        ({"type": "number", "title": "Degrees"}, "true", "Degrees must be a number."),
        ({"type": "number", "title": "Degrees"}, "NaN", "Degrees must be a number."),
        ({"type": "integer"}, "1.5", "The answer must be an integer."),
        ({"type": "array"}, "[1", "The answer must be JSON."),
    ],
)
def test_what_does_not_fit_is_explained(schema: dict[str, Any], text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        form_json(form_fields(schema), [text])


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        ({"type": "string"}, "sunny", '"sunny"'),
        ({"type": "integer"}, "2.0", "2.0"),
        ({"type": "boolean"}, "false", "false"),
        ({"type": "null"}, "null", "null"),
        ({"enum": ["a", 1]}, "1", "1"),
        ({"enum": ["a", 1]}, "a", '"a"'),
    ],
)
def test_a_value_that_is_no_object_is_one_field(
    schema: dict[str, Any], text: str, expected: str
) -> None:
    assert form_json(form_fields(schema), [text]) == expected


@pytest.mark.parametrize(
    "schema", [{}, {"type": "object"}, {"type": ["string"]}, {"properties": 1}, {"type": 5}]
)
def test_a_schema_that_names_no_fields_has_no_form(schema: dict[str, Any]) -> None:
    assert form_fields(schema) == ()


def test_a_schema_of_many_fields_has_no_form() -> None:
    properties = {str(n): {"type": "string"} for n in range(1000)}
    assert form_fields({"type": "object", "properties": properties}) == ()
