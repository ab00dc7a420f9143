"""The JSON schema that an answer is to follow, as requests name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mapping

_NO_NAME: Final = "answer"
_INVALID: Final = re.compile(r"[^a-zA-Z0-9_-]+")
_NAME_LIMIT: Final = 64


def named_schema(schema: JsonObject) -> dict[str, Any]:
    """The schema with the name that servers require, and whether they can enforce it.

    They enforce a schema only where each object has no other properties than those listed, and all
    of these are required.
    """
    title = schema.get("title")
    name = _INVALID.sub("_", title if isinstance(title, str) else "").strip("_")
    strict = all(map(_is_closed, _objects(schema)))
    return {"name": name[:_NAME_LIMIT] or _NO_NAME, "schema": dict(schema), "strict": strict}


def _objects(schema: JsonObject) -> Iterator[JsonObject]:
    """The schemas of objects within a schema."""
    pending: list[Any] = [schema]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if value.get("type") == "object" or isinstance(value.get("properties"), dict):
                yield value
            pending += value.values()
        elif isinstance(value, list):
            pending += value


def _is_closed(schema: JsonObject) -> bool:
    properties, required = schema.get("properties"), schema.get("required")
    return schema.get("additionalProperties") is False and set(
        properties if isinstance(properties, dict) else ()
    ) == set(required if isinstance(required, list) else ())


def json_schema_format(schema: JsonObject) -> dict[str, Any]:
    """The format of an answer that follows a schema, as OpenAI's newer protocols write it."""
    return {"type": "json_schema", **named_schema(schema)}


def schema_of_format(form: Any) -> Any:
    """The schema in the format of an answer; None if it has none."""
    return form.get("schema") if isinstance(form, dict) else None


def requested_schema(body: JsonObject) -> JsonObject | None:
    """The schema that a request asks for, as several protocols write it; None if it has none."""
    for holder, key in (
        (mapping(mapping(body, "text"), "format"), "schema"),
        (mapping(mapping(body, "response_format"), "json_schema"), "schema"),
        (mapping(mapping(body, "output_config"), "format"), "schema"),
        (body, "format"),
    ):
        schema = holder.get(key)
        if isinstance(schema, dict):
            return schema
    return None
