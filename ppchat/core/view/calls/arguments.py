"""The arguments of a call, one row each, named as the parameters of the function name them."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from ppchat.core.response.response import JsonObject
from ppchat.core.text.display import format_length
from ppchat.core.text.json_fields import mapping, string
from ppchat.core.text.json_text import parse_json

MAX_SHOWN: Final = 20_000
"""Characters of a value, or of arguments that are no object, that are shown."""
_MAX_ROWS: Final = 200
_MAX_LINE: Final = 50
"""Characters of JSON that are not laid out."""


class ArgumentRow(NamedTuple):
    """One argument; its texts are raw."""

    title: str
    value: str
    """A string as it is, another value as JSON."""


class Arguments(NamedTuple):
    """What a call was given."""

    rows: tuple[ArgumentRow, ...]
    problem: str = ""
    """Why they are not an object; empty where all is well."""


def call_arguments(arguments: str, parameters: JsonObject, *, is_text: bool = False) -> Arguments:
    """The arguments as the JSON schema `parameters` of the function titles them.

    With `is_text` they are no JSON, as those of a custom tool.
    """
    if is_text:
        return Arguments((ArgumentRow("", _shorten(arguments)),))
    try:
        values = parse_json(arguments or "{}")
    except ValueError as error:
        problem = f"The arguments are not valid JSON: {error}"
        return Arguments((ArgumentRow("", _shorten(arguments)),), problem)
    if not isinstance(values, dict):
        row = ArgumentRow("", _value_text(values))
        return Arguments((row,), "The arguments are not a JSON object.")
    properties = mapping(parameters, "properties")
    rows = [
        ArgumentRow(string(mapping(properties, name), "title") or name, _value_text(value))
        for name, value in list(values.items())[:_MAX_ROWS]
    ]
    if more := len(values) - len(rows):
        rows.append(ArgumentRow("", f"… {more:,} more arguments"))
    return Arguments(tuple(rows))


def _value_text(value: Any) -> str:
    if isinstance(value, str):
        return _shorten(value)
    line = json.dumps(value, ensure_ascii=False)
    is_short = len(line) <= _MAX_LINE
    return line if is_short else _shorten(json.dumps(value, ensure_ascii=False, indent=2))


def _shorten(text: str) -> str:
    more = len(text) - MAX_SHOWN
    return text if more <= 0 else f"{text[:MAX_SHOWN]}\n… {format_length(more)} more"
