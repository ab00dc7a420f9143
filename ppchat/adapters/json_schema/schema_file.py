"""A JSON schema in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ppchat.adapters.paths import read_regular_file
from ppchat.core.chat.argument_schema import schema_problem
from ppchat.core.errors import ConfigError
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_text import parse_json

SCHEMA_LIMIT: Final = 1 << 20
"""Maximum bytes of a file with a schema: it is sent with each request."""


def load_schema(path: Path) -> JsonObject:
    """The JSON schema of an answer. Raises ConfigError if it can't be used."""
    schema = read_json_file(path)
    if not isinstance(schema, dict):
        raise ConfigError(f"{path}: a schema must be an object")
    if problem := schema_problem(schema):
        raise ConfigError(f"{path}: {problem}")
    return schema


def read_json_file(path: Path) -> Any:
    """The JSON value in a file of limited size. Raises ConfigError."""
    try:
        data = read_regular_file(path, SCHEMA_LIMIT + 1)
        if len(data) > SCHEMA_LIMIT:
            raise ConfigError(f"{path} is larger than {SCHEMA_LIMIT >> 20} MiB")
        return parse_json(data)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"{path} is not JSON: {reason}") from None
