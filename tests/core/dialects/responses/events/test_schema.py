"""The table of required fields agrees with the models of the SDK."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from openai.types.responses import (
    Response,
    ResponseContentPartAddedEvent,
    ResponseOutputItem,
    ResponseReasoningSummaryPartAddedEvent,
    ResponseStreamEvent,
    ResponseUsage,
)

from ppchat.core.dialects.responses.event_types import EVENT_TYPES
from ppchat.core.dialects.responses.events.schema import (
    EVENT_FIELDS,
    EVENT_STATUSES,
    ITEM_SCHEMAS,
    OFTEN_OMITTED,
    PART_FIELDS,
    RESPONSE_FIELDS,
    RESPONSE_STATUSES,
    USAGE_FIELDS,
)
from ppchat.core.dialects.shared_rules.required_fields import TYPE_WORDS, Field


def members(union: Any) -> tuple[Any, ...]:
    """The models of a union."""
    return get_args(get_args(union)[0] if get_origin(union) is Annotated else union)


def by_type(union: Any) -> dict[str, Any]:
    """The models of a union, by the value of their `type`."""
    return {get_args(model.model_fields["type"].annotation)[0]: model for model in members(union)}


def required(model: Any) -> set[str]:
    """The fields that a model requires and that may not be null, but for its type."""
    return {
        name
        for name, field in model.model_fields.items()
        if field.is_required() and type(None) not in get_args(field.annotation)
    } - {"type"}


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
    plain = {str: "string", int: "integer", float: "number", bool: "boolean", object: "any"}
    return {plain.get(annotation, "object")}


def assert_agrees(fields: tuple[Field, ...], model: Any) -> None:
    assert {field.name for field in fields} == required(model) - {"sequence_number"}
    for field in fields:
        types = json_types(model.model_fields[field.name].annotation)
        assert field.type == (types.pop() if len(types) == 1 else "any"), field


EVENTS, ITEMS = by_type(get_args(ResponseStreamEvent)[0]), by_type(ResponseOutputItem)

PARTS = {
    **by_type(ResponseContentPartAddedEvent.model_fields["part"].annotation),
    "summary_text": ResponseReasoningSummaryPartAddedEvent.model_fields["part"].annotation,
}


def test_every_model_has_its_line() -> None:
    assert set(EVENT_FIELDS) == set(EVENTS)
    assert set(ITEM_SCHEMAS) == set(ITEMS)
    assert set(PART_FIELDS) == set(PARTS)


@pytest.mark.parametrize("name", EVENTS)
def test_the_fields_of_an_event(name: str) -> None:
    assert_agrees(EVENT_FIELDS[name], EVENTS[name])
    assert "sequence_number" in required(EVENTS[name])


@pytest.mark.parametrize("name", ITEMS)
def test_the_fields_and_statuses_of_an_item(name: str) -> None:
    fields, statuses = ITEM_SCHEMAS[name]
    assert_agrees(fields, ITEMS[name])
    status = ITEMS[name].model_fields.get("status")
    assert statuses == (literals(status.annotation) if status else set())


def literals(annotation: Any) -> set[str]:
    """The values of the literals in an annotation."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return {value for part in get_args(annotation) for value in literals(part)}


@pytest.mark.parametrize("name", PARTS)
def test_the_fields_of_a_part(name: str) -> None:
    assert_agrees(PART_FIELDS[name], PARTS[name])


def test_the_fields_of_a_response_and_its_usage() -> None:
    assert_agrees(RESPONSE_FIELDS, Response)
    assert_agrees(USAGE_FIELDS, ResponseUsage)
    assert literals(Response.model_fields["status"].annotation) == RESPONSE_STATUSES


def test_every_lifecycle_event_has_its_statuses() -> None:
    lifecycle = {name for name, known in EVENT_TYPES.items() if known.response_status}
    assert set(EVENT_STATUSES) == lifecycle
    for name, statuses in EVENT_STATUSES.items():
        assert EVENT_TYPES[name].response_status in statuses
        assert statuses <= RESPONSE_STATUSES


def test_what_is_often_omitted_is_required() -> None:
    tables = (*EVENT_FIELDS.values(), *(schema.fields for schema in ITEM_SCHEMAS.values()))
    names = {field.name for fields in (*tables, RESPONSE_FIELDS, USAGE_FIELDS) for field in fields}
    assert names >= OFTEN_OMITTED


def test_every_type_has_its_words() -> None:
    tables = (*EVENT_FIELDS.values(), *(schema.fields for schema in ITEM_SCHEMAS.values()))
    assert {field.type for fields in tables for field in fields} <= set(TYPE_WORDS)
