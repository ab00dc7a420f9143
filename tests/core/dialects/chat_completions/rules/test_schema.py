"""The table of fields is that of the SDK's models."""

from __future__ import annotations

import types
from typing import Any, Union, get_args, get_origin

import pytest
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import (
    Choice,
    ChoiceDelta,
    ChoiceDeltaToolCall,
    ChoiceDeltaToolCallFunction,
)
from pydantic import BaseModel

from ppchat.core.dialects.chat_completions.rules import schema
from ppchat.core.dialects.shared_rules.required_fields import Field


def may_be_null(annotation: Any) -> bool:
    is_union = get_origin(annotation) in (Union, types.UnionType)
    return is_union and type(None) in get_args(annotation)


@pytest.mark.parametrize(
    ("model", "required", "optional"),
    [
        (ChatCompletionChunk, schema.CHUNK_FIELDS, schema.CHUNK_OPTIONS),
        (Choice, schema.CHOICE_FIELDS, schema.CHOICE_OPTIONS),
        (ChoiceDeltaToolCall, schema.CALL_FIELDS, schema.CALL_OPTIONS),
        (CompletionUsage, schema.USAGE_FIELDS, ()),
        (ChoiceDelta, (), schema.DELTA_OPTIONS),
        (ChoiceDeltaToolCallFunction, (), schema.FUNCTION_OPTIONS),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "fields",
)
def test_the_required_fields_are_those_of_the_sdk(
    model: type[BaseModel], required: tuple[Field, ...], optional: tuple[Field, ...]
) -> None:
    needed = {
        name
        for name, info in model.model_fields.items()
        if info.is_required() and not may_be_null(info.annotation)
    }
    assert {field.name for field in required} == needed
    not_openai = {"reasoning_content", "reasoning"}
    assert {field.name for field in optional} - not_openai <= set(model.model_fields) - needed
