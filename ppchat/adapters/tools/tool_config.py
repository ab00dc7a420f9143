"""The tools of the config, each read when it is first used: `[tool.NAME]` and `[hosted.LABEL]`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from ppchat.adapters.config import Settings
from ppchat.adapters.json_schema.schema_file import read_json_file
from ppchat.adapters.paths import read_regular_file
from ppchat.adapters.toml.config_places import config_places
from ppchat.core.chat.argument_schema import argument_schema_problem, schema_problem
from ppchat.core.dialects.tools import TIMEOUT_S, FunctionTool, HostedTool, Tool, is_tool_name
from ppchat.core.errors import ConfigError
from ppchat.core.response.response import JsonObject
from ppchat.core.security.redact import is_secret_header, redact_text, redact_url
from ppchat.core.security.variables import variable_names

_MAX_TIMEOUT_S: Final = 3600.0
_FUNCTION_KEYS: Final = (
    *("description", "parameters", "schema", "command", "timeout_s", "environment", "strict"),
    "output",
)
_HOSTED_TYPES: Final = (
    *("web_search", "file_search", "code_interpreter", "image_generation", "mcp"),
)
_HOSTED_DEFAULTS: Final[Mapping[str, JsonObject]] = {
    "code_interpreter": {"container": {"type": "auto"}}
}
_HOSTED_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "file_search": ("vector_store_ids",),
    "mcp": ("server_url", "connector_id"),
}
"""The fields of which a tool of a type needs one."""
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def load_tools(settings: Settings, names: Iterable[str]) -> dict[str, Tool]:
    """The tools of these names, by name. Raises ConfigError for one that can't be used."""
    return {name: load_tool(settings, name) for name in dict.fromkeys(names)}


def load_tool(settings: Settings, name: str) -> Tool:
    """The tool of that name. Raises ConfigError if there is none, or it can't be used."""
    if name in settings.tool and name in settings.hosted:
        _Table(settings, "hosted", name).fail("", f"there is a [tool.{name}] too")
    if name in settings.tool:
        return _function(_Table(settings, "tool", name))
    if name in settings.hosted:
        return _hosted(_Table(settings, "hosted", name))
    names = ", ".join(settings.tool_names)
    there = f"there are {names}" if names else "there is no [tool.NAME] or [hosted.LABEL]"
    raise ConfigError(f"{settings.paths.config_file}: no tool {name}: {there}")


class _Table:
    """One table of the config, whose values are checked as they are taken."""

    def __init__(self, settings: Settings, kind: str, name: str) -> None:
        tables: Mapping[str, Any] = settings.tool if kind == "tool" else settings.hosted
        self.name = name
        self.path: Path = settings.paths.config_file
        self._place = (kind, name)
        self._fields: dict[str, Any] = {}
        if not isinstance(tables[name], dict):
            self.fail("", f"must be a table: [{kind}.{name}]")
        self._fields = tables[name]

    @property
    def fields(self) -> dict[str, Any]:
        return self._fields

    def take(self, key: str, kind: type[Any], description: str, default: Any) -> Any:
        """The value of a key, if it has the type."""
        value = self._fields.get(key, default)
        if type(value) is not type(default) and type(value) is not kind:
            self.fail(key, f"must be {description}")
        return value

    def texts(self, key: str, description: str) -> tuple[str, ...]:
        """The value of a key that holds a list of texts."""
        values = self._fields.get(key, [])
        if not isinstance(values, list) or not all(isinstance(text, str) for text in values):
            self.fail(key, f"must be {description}")
        return tuple(values)

    def fail(self, key: str, problem: str) -> NoReturn:
        """Raise ConfigError with the line of a key, or of the table."""
        place = (*self._place, *((key,) if key else ()))
        try:
            lines = config_places(read_regular_file(self.path).decode())
        except (OSError, UnicodeDecodeError):
            lines = {}
        line = lines.get(place) or lines.get(self._place)
        where = f"{self.path}:{line}" if line else str(self.path)
        subject = " ".join(filter(None, (key, "of" if key else "", ".".join(self._place))))
        raise ConfigError(f"{where}: {subject}: {problem}")


def _function(table: _Table) -> FunctionTool:
    if not is_tool_name(table.name):
        table.fail("", "a name may have up to 64 letters, digits, _ and -")
    for key in table.fields:
        if key not in _FUNCTION_KEYS:
            table.fail(key, f"unknown; a function has {', '.join(_FUNCTION_KEYS)}")
    command = table.texts("command", 'a list of texts: ["program", "argument"]')
    if "command" in table.fields and not (command and command[0].strip()):
        table.fail("command", "names no program")
    environment = table.texts("environment", 'a list of names: ["VARIABLE"]')
    for name in environment:
        if not _VARIABLE.fullmatch(name):
            table.fail("environment", f"{name!r} is not the name of a variable")
    timeout_s = float(table.take("timeout_s", int, "a number of seconds", TIMEOUT_S))
    if not 0 < timeout_s <= _MAX_TIMEOUT_S:
        table.fail("timeout_s", f"must be more than 0 and at most {_MAX_TIMEOUT_S:g} seconds")
    return FunctionTool(
        table.name,
        table.take("description", str, "text", ""),
        _parameters(table),
        _program(command, table.path.parent),
        timeout_s,
        environment,
        table.take("strict", bool, "true or false", False),
        _output(table),
    )


def _program(command: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """The command, its program by its path if that is relative to the config's folder."""
    if not command or "/" not in command[0]:
        return command
    return (str(folder.absolute() / Path(command[0]).expanduser()), *command[1:])


def _parameters(table: _Table) -> JsonObject:
    if "parameters" in table.fields and "schema" in table.fields:
        table.fail("schema", "there are parameters too; one of both is enough")
    key = "schema" if "schema" in table.fields else "parameters"
    schema: Any = (
        _schema_file(table)
        if key == "schema"
        else table.fields.get("parameters", {"type": "object", "properties": {}})
    )
    if problem := argument_schema_problem(schema):
        table.fail(key, problem)
    parameters: JsonObject = schema
    return parameters


def _output(table: _Table) -> JsonObject | None:
    schema: JsonObject | None = table.fields.get("output")
    if schema is None:
        return None
    if not isinstance(schema, dict):
        table.fail("output", "must be a table: the schema of an answer")
    if problem := schema_problem(schema):
        table.fail("output", problem)
    return schema


def _schema_file(table: _Table) -> Any:
    name = table.take("schema", str, "the name of a file with a JSON schema", "")
    try:
        return read_json_file(table.path.parent / Path(name).expanduser())
    except ConfigError as error:
        table.fail("schema", str(error))


def _hosted(table: _Table) -> HostedTool:
    kind = table.take("type", str, "text", "")
    if kind not in _HOSTED_TYPES:
        listed = f"{', '.join(_HOSTED_TYPES[:-1])} or {_HOSTED_TYPES[-1]}"
        table.fail("type", f"must be {listed}")
    fields = {**_HOSTED_DEFAULTS.get(kind, {}), **table.fields}
    if kind == "mcp":
        fields.setdefault("server_label", table.name)
    needs = _HOSTED_NEEDS.get(kind, ())
    if needs and not any(fields.get(name) for name in needs):
        table.fail("", f"{kind} needs {' or '.join(needs)}")
    if problem := schema_problem({"const": table.fields}):
        table.fail("", problem)
    _check_secrets(table)
    return HostedTool(table.name, fields)


def _check_secrets(table: _Table) -> None:
    """Refuse a secret: what stands in the config is stored with each request, and shown."""
    headers = table.take("headers", dict, 'a table of texts: {"X-Team" = "docs"}', {})
    values = {f"headers.{name}": value for name, value in headers.items()}
    values |= {
        key: table.fields[key] for key in ("authorization", "server_url") if key in table.fields
    }
    for name, value in values.items():
        key = name.partition(".")[0]
        if not isinstance(value, str):
            table.fail(key, f"{name} must be text")
        if variable_names(value):
            continue
        is_secret = (
            redact_url(value) != value
            if key == "server_url"
            else is_secret_header(name.partition(".")[2] or key) or redact_text(value) != value
        )
        if is_secret:
            table.fail(key, f'{name} holds a secret: name a variable instead, as in "$MY_TOKEN"')
