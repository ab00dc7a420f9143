"""Checks events against the openai SDK's models; imports the SDK on first use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any


def schema_violations(event_type: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that the model rejects, and why; empty for a valid event.

    The first call takes a second: call it in a thread.
    """
    from pydantic import ValidationError

    model = _models().get(event_type)
    if model is None:
        return (f"The SDK has no model for {event_type!r}.",)
    try:
        model.model_validate(dict(data))
    except ValidationError as error:
        return tuple(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)
        )
    return ()


@cache
def _models() -> Mapping[str, Any]:
    """The SDK's event models by event type."""
    from typing import get_args

    from openai.types.responses import ResponseStreamEvent

    union = get_args(ResponseStreamEvent)[0]
    return {
        name: model
        for model in get_args(union)
        for name in get_args(model.model_fields["type"].annotation)
    }
