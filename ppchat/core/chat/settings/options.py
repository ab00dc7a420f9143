"""Settings of a turn as they are typed: `effort=low`, `metadata.user="x"`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from ppchat.core.chat.settings.request_fields import (
    place_field,
    read_parameters,
    without_field,
)
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.parameters import Parameter
from ppchat.core.dialects.registry import ASKABLE

_OPTIONS_OF_THEIR_OWN: Final = {
    "model": "--model",
    "instructions": "--system",
    "system": "--system",
}
_WRITTEN_ANYWAY: Final = ("input", "messages", "stream", "previous_response_id")


class TurnOptions(NamedTuple):
    """What is asked with besides, or instead of, what else holds."""

    parameters: Mapping[str, Any]
    """None leaves a parameter to the server."""
    fields: Sequence[tuple[tuple[str, ...], Any]]
    """The values of fields of the body by the keys that lead to them; None takes one out."""


def parse_options(texts: Sequence[str]) -> TurnOptions:
    """What these texts ask with. Raises ValueError, whose text says what is allowed."""
    known = every_parameter()
    parameters: dict[str, Any] = {}
    fields: list[tuple[tuple[str, ...], Any]] = []
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator or not name:
            raise ValueError(f"{text}: must be NAME=VALUE, such as effort=low")
        if name in known:
            try:
                parameters[name] = known[name].parse(value) if value else None
            except ValueError as error:
                raise ValueError(f"{text}: {error}") from None
        else:
            fields.append((_path(name), _json(name, value) if value else None))
    return TurnOptions(parameters, fields)


def every_parameter() -> Mapping[str, Parameter]:
    """The parameters by name that any API has which can be asked."""
    known: dict[str, Parameter] = {}
    for dialect in ASKABLE:
        for parameter in dialect.parameters:
            known.setdefault(parameter.name, parameter)
    return known


def _path(name: str) -> tuple[str, ...]:
    path = tuple(name.split("."))
    if path[0] in _OPTIONS_OF_THEIR_OWN:
        raise ValueError(f"{name}: {_OPTIONS_OF_THEIR_OWN[path[0]]} sets that")
    if path[0] in _WRITTEN_ANYWAY:
        raise ValueError(f"{name}: a field that each request has anyway")
    if not all(path):
        raise ValueError(f"{name}: the name of a field within a field is like metadata.user")
    return path


def _json(name: str, text: str) -> Any:
    try:
        value = json.loads(text)
        json.dumps(value, allow_nan=False)  # NaN and Infinity are read, too
    except (ValueError, RecursionError):
        names = ", ".join(every_parameter())
        raise ValueError(
            f"{name}={text[:60]}: a field of the request takes JSON, text in double quotes"
            f" (parameters that take plain words: {names})"
        ) from None
    return value


def with_options(turn: TurnSettings, options: TurnOptions, dialect: Dialect) -> TurnSettings:
    """The settings with what the options ask for instead."""
    fields: dict[str, Any] = dict(turn.fields)
    for path, value in options.fields:
        if value is None:
            fields = dict(without_field(fields, path))
        else:
            place_field(fields, path, value)
    named, rest = read_parameters(dialect, fields)
    parameters = {**turn.parameters, **named, **options.parameters}
    parameters = {name: value for name, value in parameters.items() if value is not None}
    return replace(turn, parameters=parameters, fields=rest)
