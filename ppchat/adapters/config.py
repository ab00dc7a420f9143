"""The user's settings: each from the most important of its sources.

A flag overrides the profile that a flag names, which overrides the environment, which overrides the
profile that the file names, which overrides the rest of the file.
"""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from ppchat.adapters.paths import Paths
from ppchat.adapters.settings_table import SETTINGS, Setting
from ppchat.adapters.toml.config_file import ConfigFile, nearest_name
from ppchat.adapters.toml.profile import (
    DEFAULT_BASE_URL,
    SETTINGS_OF_A_PROFILE,
    ServerProfile,
    read_profiles,
)
from ppchat.core.errors import ConfigError

DEFAULT_MODEL: Final = "gpt-4.1-mini"

_BASE_URL_PATTERN: Final = r"https?://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?(/[\w.~/%+-]*)?"
_MAX_TIMEOUT_S: Final = 1e9
"""A longer timeout than this is none; a number of any size can be set."""
_EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})
_MAX_PORT: Final = 65535
_OWN_PREFIX: Final = "PPCHAT_"
"""What the variables of this program begin with."""
_SERVER_FLAGS: Final = ("demo", "base_url", "api", "model", "profile")
"""The flags that say which server is asked; choosing another one replaces them."""


class HostConfig(NamedTuple):
    """The configuration of one host."""

    key_env: str = ""
    """The environment variable that holds its API key."""
    openai_key: bool = False
    """Whether the OpenAI key, otherwise sent to its own host alone, is sent to this one."""


class Settings(NamedTuple):
    """The settings of this run; contains no key."""

    paths: Paths
    model: str = DEFAULT_MODEL
    base_url: str = DEFAULT_BASE_URL
    api: str = ""
    """The name of the API to ask over; empty for one that the server has."""
    profile: str = ""
    """The name of the profile that is used; empty for none."""
    system: str = ""
    theme: str = ""
    """Empty for the app's default."""
    timeout_s: float | None = None
    accessible: bool = False
    """Whether to use plain text without colours and drawing characters, for screen readers."""
    demo: bool = False
    notify: str = "unfocused"
    """When the user is notified of an answer: unfocused, always or never."""
    context_window: int = 0
    """The tokens that the model can take in; 0 where the user has not said."""
    schema: str = ""
    """The file with the JSON schema that answers are to follow; empty for none."""
    request: Mapping[str, Any] = _EMPTY
    """Extra fields for the body of every request."""
    options: tuple[str, ...] = ()
    """What the command line asks with besides, as it was typed."""
    price: Mapping[str, Any] = _EMPTY
    """The prices by model, as they stand in the file: `adapters/prices` reads them."""
    keymap: Mapping[str, str] = _EMPTY
    """Keys by binding id."""
    tool: Mapping[str, Any] = _EMPTY
    """The functions by name, as they stand in the file: `adapters/tools` reads them."""
    hosted: Mapping[str, Any] = _EMPTY
    """The hosted tools by label, as they stand in the file."""
    hosts: Mapping[str, HostConfig] = _EMPTY
    profiles: Mapping[str, ServerProfile] = _EMPTY
    """All profiles by name."""
    origins: Mapping[str, str] = _EMPTY
    """The source of each setting that is not the default."""
    warnings: tuple[str, ...] = ()
    """What is ignored of the config file, one line each."""
    problems: tuple[str, ...] = ()
    """What cannot be used of it, one line each; the app starts without that."""
    server_unknown: bool = False
    """Whether those leave open which server is meant: then none is asked."""
    flags: Mapping[str, Any] = _EMPTY
    """The flags that were given."""
    first_base_url: str = ""
    """The server that this run began with, where another one was chosen meanwhile."""

    @property
    def tool_names(self) -> tuple[str, ...]:
        """The names of all tools, in the order of the file, functions first; none is read."""
        return (*self.tool, *self.hosted)


class _Layer(NamedTuple):
    """The settings of one source, each with its origin."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]


def resolve_settings(
    paths: Paths, flags: Mapping[str, Any], environment: Mapping[str, str]
) -> Settings:
    """Merge flags, profile, environment, config file and defaults.

    A flag whose value is None was not given. Raises ConfigError for a flag or a variable; what is
    wrong in the file is in `problems`.
    """
    flags = {name: value for name, value in flags.items() if value is not None}
    file = ConfigFile(paths.config_file, may_be_pipe=paths.names_config)
    from_file, hosts = _read_settings(file), _read_hosts(file)
    profiles = read_profiles(file, _normalize)
    named = [
        _read_variables(environment, flags, own=False),
        _read_variables(environment, flags, own=True),
        _read_flags(flags),
    ]
    layers = [from_file, *named]
    profile = _named_profile(layers, profiles, file)
    if profile is not None:
        # Flags and variables of this program's own are about this run; others are shared.
        rank = next(rank for rank in (3, 2, 0) if "profile" in layers[rank].values)
        layers.insert(max(rank, 1), _profile_layer(profile, from_file))
        if rank != 3 and _merge(layers).values["base_url"] != profile.base_url:
            profile, layers = None, [from_file, *named]  # another server was named for this run
    values, origins = _merge(layers)
    is_named = profile is not None or any("base_url" in layer.values for layer in named)
    return Settings(
        paths,
        **{**values, "profile": profile.name if profile else ""},
        hosts=hosts,
        profiles=profiles,
        origins=origins,
        warnings=tuple(file.warnings),
        problems=tuple(file.problems),
        server_unknown=file.hides("base_url", "profile") and not is_named,
        flags=flags,
    )


def settings_for(
    settings: Settings, environment: Mapping[str, str], *, profile: str = "", base_url: str = ""
) -> Settings:
    """The settings with a profile, or else a server, that was chosen meanwhile.

    What the flags said of the server no longer counts. Raises ConfigError.
    """
    flags = {name: value for name, value in settings.flags.items() if name not in _SERVER_FLAGS}
    chosen = {"demo": False, "profile": profile, **({"base_url": base_url} if base_url else {})}
    resolved = resolve_settings(settings.paths, flags | chosen, environment)
    first = settings.first_base_url or settings.base_url
    return resolved._replace(options=settings.options, first_base_url=first)


def same_server(base_url: str, other: str) -> bool:
    """Whether two base URLs are of one server: scheme, host and port."""
    return _server(base_url) == _server(other)


def _server(base_url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(base_url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), port


def _named_profile(
    layers: list[_Layer], profiles: Mapping[str, ServerProfile], file: ConfigFile
) -> ServerProfile | None:
    """The profile that the most important source names, None without one. Raises ConfigError."""
    namer = next((layer for layer in reversed(layers) if "profile" in layer.values), None)
    name = namer.values["profile"] if namer else ""
    if namer is None or not name or name in profiles:
        return profiles.get(name)
    there = f"there are {', '.join(profiles)}" if profiles else "there is no [profiles.NAME]"
    text = file.unusable.get(name) or f"no profile {name}: {there}"
    if namer is not layers[0]:
        prefix = "" if name in file.unusable else f"{namer.origins['profile']}: "
        raise ConfigError(prefix + text)
    file.reject("profile")
    if name not in file.unusable:
        file.fail(text, "profile")
    return None


def _profile_layer(profile: ServerProfile, file: _Layer) -> _Layer:
    values = {
        name: value for name in SETTINGS_OF_A_PROFILE if (value := getattr(profile, name, None))
    }
    if profile.parameters:
        values["request"] = {**file.values.get("request", {}), **profile.parameters}
    return _Layer(values, dict.fromkeys(values, f"profile {profile.name}"))


def _merge(layers: list[_Layer]) -> _Layer:
    """The layers in one, the later ones over the earlier ones. Raises ConfigError."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for layer in layers:
        values |= layer.values
        origins |= layer.origins
    return _Layer(
        {name: _normalize(name, value, origins[name]) for name, value in values.items()}, origins
    )


def _read_settings(file: ConfigFile) -> _Layer:
    """What the file sets, without its hosts and profiles."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name, value in file.tables.items():
        if name in ("host", "profiles") or (name == "profile" and isinstance(value, dict)):
            origins["host" if name == "host" else "profiles"] = str(file.path)
            continue
        if name not in SETTINGS:
            file.warn_unknown(SETTINGS, "", name)
        elif not file.check(value, SETTINGS[name].types, name):
            file.reject(name)
        else:
            try:
                values[name] = _normalize(name, value, file.location(name))
                origins[name] = str(file.path)
            except ConfigError as error:
                file.problems.append(str(error))
                file.reject(name)
    if keymap := values.get("keymap"):
        values["keymap"] = {
            binding: keys
            for binding, keys in keymap.items()
            if file.check(keys, (str,), "keymap", binding)
        }
    return _Layer(values, origins)


def _read_hosts(file: ConfigFile) -> dict[str, HostConfig]:
    """The `[host."name"]` tables."""
    tables, hosts = file.tables.get("host", {}), {}
    types = {"key_env": str, "openai_key": bool}
    for name, table in tables.items() if file.check(tables, (dict,), "host") else ():
        if not file.check(table, (dict,), "host", name):
            continue
        for key in set(table) - set(types):
            file.warn_unknown(types, f" of host {name!r}", "host", name, key)
        values = {
            key: table[key]
            for key, kind in types.items()
            if key in table and file.check(table[key], (kind,), "host", name, key)
        }
        hosts[name.lower()] = HostConfig(**values)
    return hosts


def _read_variables(environment: Mapping[str, str], flags: Collection[str], *, own: bool) -> _Layer:
    """What variables set that no flag sets: this program's own, or those it shares with others."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name, setting in SETTINGS.items():
        for variable in setting.variables:
            is_own = variable.startswith(_OWN_PREFIX)
            if is_own is own and name not in {*flags, *values} and environment.get(variable):
                values[name] = _parse_variable(setting, environment[variable], variable)
                origins[name] = variable
    return _Layer(values, origins)


def _read_flags(flags: Mapping[str, Any]) -> _Layer:
    return _Layer(flags, {name: (SETTINGS[name].options or (name,))[-1] for name in flags})


def _normalize(name: str, value: Any, origin: str) -> Any:
    """A value as it is used. Raises ConfigError, with its origin and what is allowed."""
    choices = SETTINGS[name].choices()
    if choices and value and value not in choices:
        meant = nearest_name(value, choices)
        advice = f": did you mean {meant}?" if meant else ""
        raise ConfigError(f"{origin}: {name} must be {' or '.join(choices)}{advice}")
    match name:
        case "base_url":
            return normalize_base_url(value, origin)
        case "timeout_s":
            if not value > 0:  # also catches NaN
                raise ConfigError(f"{origin}: the timeout must be more than 0 seconds")
            return min(value, _MAX_TIMEOUT_S)
        case "context_window" if value < 1:
            raise ConfigError(f"{origin}: context_window must be more than 0")
        case "model" if not value.strip():
            raise ConfigError(f"{origin}: the model name is empty")
    return value


def _parse_variable(setting: Setting, text: str, variable: str) -> Any:
    if bool in setting.types:
        if text.lower() in ("0", "false", "no", "off"):
            return False
        if text.lower() in ("1", "true", "yes", "on") or not variable.startswith(_OWN_PREFIX):
            return True  # a variable shared with other programs is on for any value
        raise ConfigError(f"{variable}: must be 1 or 0")
    if int in setting.types:
        try:
            return float(text) if float in setting.types else int(text)
        except ValueError:
            raise ConfigError(f"{variable}: must be a number") from None
    return text


def normalize_base_url(value: str, origin: str) -> str:
    """A base URL without a slash at its end. Raises ConfigError for what names no server."""
    # Strict, so that no two libraries can disagree about which host it names.
    match = re.fullmatch(_BASE_URL_PATTERN, value, re.ASCII)
    if not match or int((match[2] or ":0")[1:]) > _MAX_PORT:
        raise ConfigError(
            f"{origin}: a base URL must look like https://host/v1, without user or query"
        )
    return value.rstrip("/")
