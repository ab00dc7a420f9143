"""The openai SDK's own types, by the names that the protocol has for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any, Literal, get_args, get_origin

from openai.types.responses import ResponseOutputItem, ResponseStreamEvent
from pydantic import BaseModel


def event_models() -> Mapping[str, type[BaseModel]]:
    """Event type → the SDK's model of the event."""
    return _models(ResponseStreamEvent)


def item_models() -> Mapping[str, type[BaseModel]]:
    """Item type → the SDK's model of the output item."""
    return _models(ResponseOutputItem)


def union_types(union: Any) -> Set[str]:
    """The values of the field `type` of all models in a union."""
    return {name for model in _members(union) for name in _type_names(model)}


def _models(union: Any) -> Mapping[str, type[BaseModel]]:
    return {name: model for model in _members(union) for name in _type_names(model)}


def _members(union: Any) -> Iterator[type[BaseModel]]:
    if isinstance(union, type) and issubclass(union, BaseModel):
        yield union
    else:
        for member in get_args(union):
            yield from _members(member)


def _type_names(model: type[BaseModel]) -> Iterator[str]:
    annotation = model.model_fields["type"].annotation
    for literal in (annotation, *get_args(annotation)):
        if get_origin(literal) is Literal:
            yield from get_args(literal)
