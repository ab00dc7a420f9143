"""Whether an event fits the openai SDK's own model of its type. Imports the SDK when asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any


def misfits(kind: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Which fields the model refuses, and why; empty where the event fits.

    Takes a second when first called: call it in a thread.
    """
    from pydantic import ValidationError

    model = _models().get(kind)
    if model is None:
        return (f"The SDK has no model of {kind!r}.",)
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
    """The SDK's models of events by the type they are for."""
    from typing import get_args

    from openai.types.responses import ResponseStreamEvent

    union = get_args(ResponseStreamEvent)[0]
    return {
        name: model
        for model in get_args(union)
        for name in get_args(model.model_fields["type"].annotation)
    }
