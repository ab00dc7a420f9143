"""The openai SDK's own types, by the names that the protocol has for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from openai.types.responses import ResponseOutputItem, ResponseStreamEvent
from pydantic import BaseModel


def event_models() -> Mapping[str, type[BaseModel]]:
    """Event type → the SDK's model of the event."""
    return _models(ResponseStreamEvent)


def item_models() -> Mapping[str, type[BaseModel]]:
    """Item type → the SDK's model of the output item."""
    return _models(ResponseOutputItem)


def _models(union: Any) -> Mapping[str, type[BaseModel]]:
    models = get_args(get_args(union)[0])
    return {get_args(model.model_fields["type"].annotation)[0]: model for model in models}
