"""A server by name, with all that asking it takes: `[profiles.NAME]` in the config."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ppchat.adapters.toml.config_file import ConfigFile
from ppchat.core.errors import ConfigError

DEFAULT_BASE_URL: Final = "https://api.openai.com/v1"
_EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})
_TYPES: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {
        "base_url": (str,),
        "api": (str,),
        "key_env": (str,),
        "key_file": (str,),
        "key_command": (str, list),
        "model": (str,),
        "system": (str,),
        "context_window": (int,),
        "headers": (dict,),
        "request": (dict,),
    }
)
KEY_SOURCES: Final = ("key_env", "key_file", "key_command")
SETTINGS_OF_A_PROFILE: Final = ("base_url", "api", "model", "system", "context_window")
"""The settings for which a profile can have a value of its own."""
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_RESERVED_HEADERS: Final = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"}
)
"""The headers without which no request would be understood."""


class ServerProfile(NamedTuple):
    """A server by name; contains no key, only where it is from."""

    name: str
    base_url: str = DEFAULT_BASE_URL
    api: str = ""
    key_env: str = ""
    """The environment variable with the key."""
    key_file: str = ""
    key_command: tuple[str, ...] = ()
    """The program that prints the key, and its arguments."""
    model: str = ""
    system: str = ""
    parameters: Mapping[str, Any] = _EMPTY
    """Fields for the body of every request."""
    headers: Mapping[str, str] = _EMPTY
    """Headers for every request; `$NAME` in them is a variable."""
    context_window: int = 0


Normalize = Callable[[str, Any, str], Any]
"""Of the name of a setting, its value and its origin: the value as it is used, or ConfigError."""


def read_profiles(file: ConfigFile, normalize: Normalize) -> dict[str, ServerProfile]:
    """The profiles of a config file that can be used, by name, in its order."""
    profiles = {}
    for kind in ("profiles", "profile"):
        tables = file.tables.get(kind, {})
        if kind == "profile" and isinstance(tables, str):
            break  # the name of the one that is used
        if file.check(tables, (dict,), kind):
            for name, table in tables.items():
                count = len(file.problems)
                if file.check(table, (dict,), kind, name):
                    profile = _read_profile(file, normalize, kind, name, table)
                    if len(file.problems) == count:
                        profiles[name] = profile
                if len(file.problems) > count:  # asking in part would be asking in another way
                    file.unusable[name] = file.problems[count]
    return profiles


def _read_profile(
    file: ConfigFile, normalize: Normalize, kind: str, name: str, table: Mapping[str, Any]
) -> ServerProfile:
    values: dict[str, Any] = {}
    for key, value in table.items():
        place = (kind, name, key)
        if key not in _TYPES:
            file.warn_unknown(_TYPES, f" of profile {name!r}", *place)
        elif file.check(value, _TYPES[key], *place):
            values[key] = _normalized(file, normalize, value, *place)
    sources = [key for key in KEY_SOURCES if key in values]
    if len(sources) > 1:
        file.fail(f"{' and '.join(sources)}: a key has one source", kind, name, sources[1])
    if "key_command" in values:
        values["key_command"] = _read_command(file, values["key_command"], kind, name)
    values["headers"] = _read_headers(file, values.get("headers", {}), kind, name)
    values["parameters"] = values.pop("request", {})
    return ServerProfile(name, **{"base_url": DEFAULT_BASE_URL, **values})


def _normalized(file: ConfigFile, normalize: Normalize, value: Any, *place: str) -> Any:
    if place[-1] not in SETTINGS_OF_A_PROFILE:
        return value
    try:
        return normalize(place[-1], value, file.location(*place))
    except ConfigError as error:
        file.problems.append(str(error))
        return value


def _read_command(
    file: ConfigFile, value: str | list[Any], kind: str, name: str
) -> tuple[str, ...]:
    import shlex  # needed only with a profile that has a command

    place = (kind, name, "key_command")
    try:
        words = shlex.split(value) if isinstance(value, str) else value
    except ValueError as error:
        file.fail(f"key_command: {str(error).lower()}", *place)
        return ()
    if not words or not all(isinstance(word, str) and word for word in words[:1]):
        file.fail('key_command must be a program, such as "pass show openai"', *place)
        return ()
    if not all(isinstance(word, str) for word in words):
        file.fail("key_command must be a list of texts", *place)
        return ()
    return tuple(words)


def _read_headers(
    file: ConfigFile, table: Mapping[str, Any], kind: str, name: str
) -> dict[str, str]:
    headers = {}
    for header, value in table.items():
        place = (kind, name, "headers", header)
        if not _HEADER_NAME.fullmatch(header):
            file.fail(f"{header!r} cannot be the name of a header", *place)
        elif header.lower() in _RESERVED_HEADERS:
            file.fail(f"the header {header} is set by the client", *place)
        elif file.check(value, (str,), *place):
            headers[header] = value
    return headers
