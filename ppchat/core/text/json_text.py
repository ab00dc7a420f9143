"""JSON texts of foreign programs, read as deep as every Python can walk them, and no deeper."""

from __future__ import annotations

import json
from typing import Any, Final

DEPTH_LIMIT: Final = 500
"""Maximum nesting; deeper data would exhaust the stack of code that walks it."""
_CONTAINERS: Final = (dict, list)


class NestingError(ValueError):
    """A JSON text is nested deeper than the limit."""

    def __init__(self) -> None:
        super().__init__(f"nested more than {DEPTH_LIMIT} levels deep")


def parse_json(source: str | bytes) -> Any:
    """The value of a JSON text.

    Raises ValueError if it is malformed, and NestingError if it is nested too deeply: how deep
    the parser itself gets differs between the versions of Python.
    """
    text = source if isinstance(source, str) else _decode(source)
    try:
        value = json.loads(text)
    except RecursionError:
        raise NestingError from None
    if exceeds_depth(text, value):
        raise NestingError
    return value


def _decode(source: bytes) -> str:
    return source.decode(json.detect_encoding(source), "surrogatepass")


def exceeds_depth(text: str, value: Any) -> bool:
    """Whether `value`, parsed from `text`, is nested deeper than the limit."""
    if len(text) <= DEPTH_LIMIT or text.count("{") + text.count("[") <= DEPTH_LIMIT:
        return False
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(DEPTH_LIMIT):
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) in _CONTAINERS
        ]
        if not level:
            return False
    return True
