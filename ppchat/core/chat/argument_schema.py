"""Whether a JSON schema can describe the arguments of a function; no server is asked.

Only what makes a schema unusable is looked for: what else a server wants of it, it says itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from ppchat.core.text.json_tree import JsonPath, json_pointer

DEPTH_LIMIT: Final = 100
"""Maximum nesting: every step that a server, a form or a check takes may be a call."""
_TYPES: Final = ("object", "array", "string", "number", "integer", "boolean", "null")
_MAPS_OF_SCHEMAS: Final = ("properties", "patternProperties", "$defs", "definitions")
_LISTS_OF_SCHEMAS: Final = ("anyOf", "oneOf", "allOf", "prefixItems")
_SCHEMAS: Final = ("items", "additionalProperties", "not")


def argument_schema_problem(schema: Any) -> str:
    """What makes it unusable as the schema of arguments, with the place; empty if it is usable."""
    if not isinstance(schema, dict):
        return "a schema must be a table"
    if schema.get("type") != "object":
        return 'type must be "object": arguments have names'
    return schema_problem(schema)


def schema_problem(schema: Any) -> str:
    """What makes a schema unusable, with the place, in one line; empty if it is usable."""
    return next(_value_problems((), schema), "") or next(_schema_problems(schema), "")


def _value_problems(place: JsonPath, root: Any) -> Iterator[str]:
    """What JSON cannot hold, and what is nested too deeply to be walked."""
    pending: list[tuple[JsonPath, Any]] = [(place, root)]
    while pending:
        place, value = pending.pop()
        if len(place) > DEPTH_LIMIT:
            yield f"nested more than {DEPTH_LIMIT} levels deep"
            return
        if isinstance(value, dict):
            pending += [((*place, str(key)), child) for key, child in value.items()]
        elif isinstance(value, list):
            pending += [((*place, str(n)), child) for n, child in enumerate(value)]
        elif isinstance(value, float) and not math.isfinite(value):
            yield f"{_pointer(place)}: {value} is no number in JSON"
        elif not isinstance(value, str | int | float | None):
            yield f"{_pointer(place)}: a date or time must stand in quotes"


def _schema_problems(root: dict[str, Any]) -> Iterator[str]:
    pending: list[tuple[JsonPath, Any]] = [((), root)]
    while pending:
        place, schema = pending.pop()
        if isinstance(schema, bool):
            continue
        if not isinstance(schema, dict):
            yield f"{_pointer(place)}: a schema must be a table"
            continue
        yield from (f"{_pointer(place)}: {problem}" for problem in _own_problems(schema, root))
        for name in _MAPS_OF_SCHEMAS:
            if isinstance(children := schema.get(name, {}), dict):
                pending += [((*place, name, key), child) for key, child in children.items()]
        for name in _LISTS_OF_SCHEMAS:
            if isinstance(entries := schema.get(name, []), list):
                pending += [((*place, name, str(n)), child) for n, child in enumerate(entries)]
        pending += [((*place, name), schema[name]) for name in _SCHEMAS if name in schema]


def _own_problems(schema: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a schema itself, whatever stands below it."""
    kinds = schema.get("type", [])
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if kind not in _TYPES:
            yield f"type must be {', '.join(_TYPES[:-1])} or {_TYPES[-1]}"
    for name in _MAPS_OF_SCHEMAS:
        if not isinstance(schema.get(name, {}), dict):
            yield f"{name} must be a table"
    for name in (*_LISTS_OF_SCHEMAS, "enum", "required"):
        if not isinstance(schema.get(name, []), list):
            yield f"{name} must be a list"
    if not all(isinstance(name, str) for name in _list(schema, "required")):
        yield "required must be a list of names"
    if "$ref" in schema:
        yield from _reference_problems(schema, root)


def _list(schema: dict[str, Any], name: str) -> list[Any]:
    value = schema.get(name)
    return value if isinstance(value, list) else []


def _reference_problems(schema: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    """Whether a reference leads to a schema, through others perhaps, and not back to itself."""
    seen: set[str] = set()
    target: Any = schema
    while isinstance(target, dict) and "$ref" in target:
        reference = target["$ref"]
        if not isinstance(reference, str) or not reference.startswith("#"):
            yield "$ref must refer to a place in this schema: #/$defs/NAME"
            return
        if reference in seen:
            yield f"$ref {reference} refers to itself alone"
            return
        seen.add(reference)
        target = _resolve(reference, root)
        if not isinstance(target, dict | bool):
            yield f"$ref {reference}: there is no such place in this schema"
            return


def _resolve(reference: str, root: Any) -> Any:
    for step in reference.removeprefix("#").split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(root, list):
            root = root[int(key)] if key.isdecimal() and int(key) < len(root) else None
        else:
            root = root.get(key) if isinstance(root, dict) else None
    return root


def _pointer(place: JsonPath) -> str:
    return json_pointer(place) or "/"
