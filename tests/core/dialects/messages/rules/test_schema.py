"""The table of required fields agrees with the models of the SDK."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from anthropic.types import Message, MessageDeltaUsage, TextCitation, Usage
from anthropic.types.beta import (
    BetaContentBlock,
    BetaRawContentBlockDelta,
    BetaRawMessageStreamEvent,
)
from anthropic.types.shared import APIErrorObject

from ppchat.core.dialects.messages.block_types import BLOCK_TYPES
from ppchat.core.dialects.messages.rules import schema
from ppchat.core.dialects.shared_rules.required_fields import TYPE_WORDS, Field


def by_type(union: Any) -> dict[str, Any]:
    """The models of a union, by the value of their `type`."""
    models = get_args(get_args(union)[0])
    return {get_args(model.model_fields["type"].annotation)[0]: model for model in models}


def required(model: Any) -> dict[str, Any]:
    """The annotations of the fields that a model requires and that may not be null."""
    return {
        field.alias or name: field.annotation
        for name, field in model.model_fields.items()
        if field.is_required() and type(None) not in get_args(field.annotation) and name != "type"
    }


def json_types(annotation: Any) -> set[str]:
    """The keys of `TYPE_WORDS` that an annotation stands for."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return json_types(get_args(annotation)[0])
    if origin is Union or origin is UnionType:
        return {name for part in get_args(annotation) for name in json_types(part)}
    if origin is Literal:
        return {"string"}
    if origin in (list, dict):
        return {"list" if origin is list else "object"}
    return {{str: "string", int: "integer", bool: "boolean"}.get(annotation, "object")}


def assert_agrees(fields: tuple[Field, ...], model: Any) -> None:
    annotations = required(model)
    assert {field.name for field in fields} == set(annotations)
    for field in fields:
        types = json_types(annotations[field.name])
        assert field.type in ({"any"} if len(types) > 1 else {"any", *types}), field


TABLES = {
    "events": (schema.EVENT_FIELDS, by_type(BetaRawMessageStreamEvent)),
    "blocks": (schema.BLOCK_FIELDS, by_type(BetaContentBlock)),
    "deltas": (schema.DELTA_FIELDS, by_type(BetaRawContentBlockDelta)),
    "citations": (schema.CITATION_FIELDS, by_type(TextCitation)),
}
CASES = [
    (table, name) for table, (_, models) in TABLES.items() for name in models if name != "message"
]


def test_every_model_has_its_line() -> None:
    assert {(table, name) for table, (lines, _) in TABLES.items() for name in lines} == {
        *CASES,
        ("events", "ping"),
        ("events", "error"),
    }
    assert set(schema.BLOCK_FIELDS) == set(schema.DELTAS_OF_BLOCK) == set(BLOCK_TYPES)


@pytest.mark.parametrize(("table", "name"), CASES)
def test_the_fields_of_a_model(table: str, name: str) -> None:
    lines, models = TABLES[table]
    assert_agrees(lines[name], models[name])


def test_the_fields_of_a_message_its_usage_and_an_error() -> None:
    assert {field.name for field in schema.MESSAGE_FIELDS} == set(required(Message))
    assert_agrees(schema.MESSAGE_USAGE_FIELDS, Usage)
    assert_agrees(schema.DELTA_USAGE_FIELDS, MessageDeltaUsage)
    assert {field.name for field in schema.ERROR_FIELDS} == {*required(APIErrorObject), "type"}


def test_every_type_of_a_field_is_known() -> None:
    tables = [fields for lines, _ in TABLES.values() for fields in lines.values()]
    assert {field.type for fields in tables for field in fields} <= set(TYPE_WORDS)
