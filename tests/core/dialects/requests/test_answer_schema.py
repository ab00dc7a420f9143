"""The schema of an answer, as requests name it."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.chat.settings.request_fields import write_parameters
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.dialects.requests.answer_schema import named_schema, requested_schema

CLOSED: dict[str, Any] = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (None, "answer"),
        ("", "answer"),
        ("°°", "answer"),
        ("The weather, now", "The_weather_now"),
        ("x" * 100, "x" * 64),
    ],
)
def test_a_schema_is_named_by_its_title(title: str | None, name: str) -> None:
    assert named_schema({**CLOSED, "title": title})["name"] == name


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        (CLOSED, True),
        ({"type": "string"}, True),
        ({**CLOSED, "required": []}, False),
        ({**CLOSED, "additionalProperties": True}, False),
        ({"type": "object"}, False),
        ({**CLOSED, "properties": {"city": {"type": "object"}}}, False),
        ({"anyOf": [CLOSED, {"properties": {"a": {}}}]}, False),
        ({**CLOSED, "required": 3}, False),
    ],
)
def test_a_server_enforces_a_schema_that_leaves_nothing_open(
    schema: dict[str, Any], strict: bool
) -> None:
    assert named_schema(schema)["strict"] is strict


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_dialect_has_a_field_for_it(dialect: Any) -> None:
    named = {"name": "answer", "schema": CLOSED, "strict": True}
    expected = {
        "responses": {"text": {"format": {"type": "json_schema", **named}}},
        "chat": {"response_format": {"type": "json_schema", "json_schema": named}},
        "messages": {"output_config": {"format": {"type": "json_schema", "schema": CLOSED}}},
        "ollama": {"format": CLOSED},
    }
    assert write_parameters(dialect, {"schema": CLOSED}) == expected[dialect.name]


@pytest.mark.parametrize(
    "body",
    [{}, {"text": {"format": {"type": "text"}}}, {"text": 3}, {"format": "json"}, {"format": None}],
)
def test_a_request_may_ask_for_no_schema(body: dict[str, Any]) -> None:
    assert requested_schema(body) is None


def test_the_schema_of_a_request_is_read_as_it_is_written() -> None:
    for dialect in DIALECTS:
        if fields := write_parameters(dialect, {"schema": CLOSED}):
            assert requested_schema(dict(fields)) == CLOSED
