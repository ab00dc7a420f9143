"""Checks events against the openai SDK's models; imports the SDK on first use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple


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
        problems = [
            _Problem(problem["loc"], problem["msg"], problem["type"])
            for problem in error.errors(include_url=False, include_input=False)
        ]
        return tuple(
            f"{'.'.join(map(str, problem.location))}: {problem.message}"
            for problem in _of_best_models(problems, data)
        )
    return ()


class _Problem(NamedTuple):
    """An error of pydantic's."""

    location: tuple[int | str, ...]
    """Where, below the value examined: names, indexes, and the models of a union."""
    message: str
    kind: str


def _of_best_models(problems: Sequence[_Problem], value: object) -> Iterator[_Problem]:
    """The problems with `value`; of a union only those with the model that fits best.

    pydantic tries all models of a union, and reports why it is none of them.
    """
    by_field: dict[int | str, list[_Problem]] = {}
    by_model: dict[int | str, list[_Problem]] = {}
    for problem in problems:
        if not problem.location or problem.location == ("type",):
            yield problem
            continue
        first, *rest = problem.location
        below = problem._replace(location=tuple(rest))
        if _has(value, first):
            by_field.setdefault(first, []).append(below)
        elif not rest and problem.kind == "missing":
            yield problem
        else:
            by_model.setdefault(first, []).append(below)
    for field, inner in by_field.items():
        for problem in _of_best_models(inner, _member(value, field)):
            yield problem._replace(location=(field, *problem.location))
    if by_model:
        yield from _of_best_model(list(by_model.values()), value)


def _of_best_model(models: Sequence[Sequence[_Problem]], value: object) -> Iterator[_Problem]:
    right_type = [
        problems for problems in models if not any(p.location == ("type",) for p in problems)
    ]
    if not right_type and isinstance(value, Mapping) and "type" in value:
        yield _Problem(("type",), f"the SDK knows no {value['type']!r} here", "")
        return
    yield from min(
        (list(_of_best_models(problems, value)) for problems in right_type or models), key=len
    )


def _has(value: object, key: int | str) -> bool:
    if isinstance(value, list):
        return isinstance(key, int) and key < len(value)
    return isinstance(value, Mapping) and key in value


def _member(value: Any, key: int | str) -> object:
    return value[key]


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
