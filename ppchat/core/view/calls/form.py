"""A JSON schema → the fields of a form, and what is typed into them → JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mapping, string
from ppchat.core.text.json_text import parse_json

_MAX_FIELDS: Final = 60
_CONSTANTS: Final[Mapping[str, Sequence[Any]]] = {"boolean": (True, False), "null": (None,)}
_NUMBERS: Final = {"number": "a number", "integer": "an integer"}


class FormField(NamedTuple):
    """One value of an object; its texts are raw."""

    name: str
    """The key of the object; empty if the value is all there is."""
    title: str
    description: str
    type: str
    """The name of its JSON type; what is neither a string nor a number is typed as JSON."""
    constants: Mapping[str, Any]
    """The only values there are, by the texts that stand for them; empty if any will do."""
    initial: str
    is_required: bool

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts to choose from; the first is empty where no value is required."""
        return (*([] if self.is_required else [""]), *self.constants) if self.constants else ()


def form_fields(schema: JsonObject) -> tuple[FormField, ...]:
    """The fields of an object, or the one of another value; none where a text is easier to type."""
    if string(schema, "type") != "object":
        has_form = string(schema, "type") or isinstance(schema.get("enum"), list)
        return (_field("", schema, is_required=True),) if has_form else ()
    required = schema.get("required")
    names = required if isinstance(required, list) else ()
    properties = mapping(schema, "properties")
    if len(properties) > _MAX_FIELDS:
        return ()
    return tuple(
        _field(name, mapping(properties, name), is_required=name in names) for name in properties
    )


def _field(name: str, schema: JsonObject, *, is_required: bool) -> FormField:
    kind, enum = string(schema, "type"), schema.get("enum")
    values = enum if isinstance(enum, list) else _CONSTANTS.get(kind, ())
    field = FormField(
        name,
        string(schema, "title") or name,
        string(schema, "description"),
        kind,
        {_text(value): value for value in values},
        _text(schema["default"]) if "default" in schema else "",
        is_required,
    )
    choices = field.choices
    fits = not choices or field.initial in choices
    return field if fits else field._replace(initial=choices[0])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def form_json(fields: Sequence[FormField], texts: Sequence[str]) -> str:
    """The JSON of what was typed; fields left empty are left out.

    Raises ValueError with what is wrong with a field in one line.
    """
    values = {
        field.name: _value(field, text)
        for field, text in zip(fields, texts, strict=True)
        if text or field.is_required
    }
    is_bare = len(fields) == 1 and not fields[0].name
    return json.dumps(values[""] if is_bare else values, ensure_ascii=False)


def _value(field: FormField, text: str) -> Any:
    if field.constants:
        return field.constants[text]
    if field.type == "string":
        return text
    name = field.title or "The answer"
    if not text.strip():
        raise ValueError(f"{name} is required.")
    refusal = ValueError(f"{name} must be {_NUMBERS.get(field.type, 'JSON')}.")
    try:
        value = parse_json(text)
    except ValueError:
        raise refusal from None
    if field.type in _NUMBERS and not _is_number(value, whole=field.type == "integer"):
        raise refusal
    return value


def _is_number(value: Any, *, whole: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return not whole or value == int(value)
