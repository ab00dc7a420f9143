"""Turn settings in the body of a request: written for a dialect, and read back."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any, Final

from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.parameters import Parameter
from ppchat.core.dialects.request_text import content_text
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.signals import Request
from ppchat.core.text.json_fields import mappings, string

_OF_THE_CONVERSATION: Final = frozenset(
    ("model", "input", "messages", "prompt", "stream", "previous_response_id", "instructions")
) | {"system", "tools", "tool_choice"}
"""The fields of a body that are not settings of its turn; the tools are the conversation's."""
_INSTRUCTING_ROLES: Final = ("system", "developer")


def write_parameters(
    dialect: Dialect, parameters: Mapping[str, Any], omit: Container[str] = ()
) -> dict[str, Any]:
    """The fields of a body for those parameters that the dialect has; see `lacking_parameters`.

    A parameter whose field is to be omitted is written at its other place.
    """
    return write_fields(dialect, {}, parameters, omit)


def write_fields(
    dialect: Dialect,
    fields: JsonObject,
    parameters: Mapping[str, Any],
    omit: Container[str] = (),
) -> dict[str, Any]:
    """The fields with the parameters added, also to those objects that both have."""
    body = dict(fields)
    for parameter in dialect.parameters:
        if parameter.name in parameters:
            value = parameter.encode(parameters[parameter.name])
            if parameter.other_path:  # both together are refused
                body.pop(parameter.path[0], None)
                body.pop(parameter.other_path[0], None)
            place_field(body, _path(parameter, omit), value)
    return body


def lacking_parameters(dialect: Dialect, parameters: Iterable[str]) -> tuple[str, ...]:
    """The names of parameters for which a dialect has no place."""
    names = {parameter.name for parameter in dialect.parameters}
    return tuple(name for name in parameters if name not in names)


def read_turn_settings(
    dialect: Dialect, request: Request, omit: Container[str] = ()
) -> TurnSettings:
    """What a request asks with; written again, it is the same request.

    A value that a parameter does not take stays among the fields.
    """
    added = added_fields(dialect)
    fields = {
        name: value
        for name, value in request.body.items()
        if name not in _OF_THE_CONVERSATION and (name, value) not in added.items()
    }
    parameters, rest = read_parameters(dialect, fields, omit)
    return TurnSettings(request.model, read_instructions(request.body), parameters, rest)


def read_parameters(
    dialect: Dialect, fields: JsonObject, omit: Container[str] = ()
) -> tuple[dict[str, Any], JsonObject]:
    """The parameters among the fields of a body, and the other fields."""
    parameters: dict[str, Any] = {}
    for parameter in dialect.parameters:
        for path in dict.fromkeys((_path(parameter, omit), parameter.path)):
            value = parameter.read(fields, path)
            if value is not None:
                parameters[parameter.name] = value
                fields = without_field(fields, path)
    return parameters, fields


def read_instructions(body: JsonObject) -> str:
    """The instructions in the body of a request, as several protocols write them; may be empty."""
    for name in ("instructions", "system"):
        if text := content_text(body.get(name)):
            return text
    first = next(iter(mappings(body, "messages")), {})
    is_instructing = string(first, "role") in _INSTRUCTING_ROLES
    return content_text(first.get("content")) if is_instructing else ""


def _path(parameter: Parameter, omit: Container[str]) -> tuple[str, ...]:
    is_refused = parameter.path[0] in omit and parameter.other_path
    return parameter.other_path if is_refused else parameter.path


def added_fields(dialect: Dialect) -> JsonObject:
    """The fields that a dialect adds to each request by itself."""
    return dialect.build_body(
        (), "", model="", base_url="", instructions="", extra={}, chain=False
    ).body


def place_field(body: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Write a value into copies of the objects on its path."""
    *parents, last = path
    for key in parents:
        inner = body.get(key)
        body[key] = dict(inner) if isinstance(inner, dict) else {}
        body = body[key]
    body[last] = value


def without_field(fields: JsonObject, path: tuple[str, ...]) -> JsonObject:
    """The fields without the one at a path, and without the objects that this empties."""
    key, *rest = path
    if not isinstance(fields, dict) or key not in fields:
        return fields
    inner = without_field(fields[key], tuple(rest)) if rest else {}
    return {name: inner if name == key else fields[name] for name in fields if name != key or inner}
