"""The user's settings: from a flag, else the environment, else the file, else the default."""

import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from ppchat.adapters.paths import Paths, read_regular_file
from ppchat.adapters.settings_table import SETTINGS, Setting
from ppchat.core.errors import UsageError
from ppchat.core.security.secret import Secret

DEFAULT_MODEL: Final = "gpt-4.1-mini"
DEFAULT_BASE_URL: Final = "https://api.openai.com/v1"
OPENAI_HOST: Final = "api.openai.com"
DEMO_HOST: Final = "demo"

_BASE_URL_PATTERN: Final = r"https?://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?(/[\w.~/%+-]*)?"
_KEY_END: Final = r"[=\]#]"
_LONG_KEY: Final = r"""(?<![\w"'.-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){1000}"""
"""A dotted key whose parts take the TOML parser time in proportion to their square."""
_KEY_SEPARATOR: Final = r"[\s.]"
_MAX_TIMEOUT_S: Final = 1e9
"""A longer timeout than this is none; a number of any size can be set."""
_EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})


class ConfigError(UsageError):
    """An invalid setting; its text is one line that says where and why."""


class HostConfig(NamedTuple):
    """The configuration of one host."""

    key_env: str = ""
    """The environment variable that holds its API key."""
    openai_key: bool = False
    """Whether the OpenAI key, otherwise sent to OpenAI alone, is sent to this host."""


class Settings(NamedTuple):
    """The settings of this run; contains no key."""

    paths: Paths
    model: str = DEFAULT_MODEL
    base_url: str = DEFAULT_BASE_URL
    api: str = ""
    """The name of the API to ask over; empty for one that the server has."""
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
    keymap: Mapping[str, str] = _EMPTY
    """Keys by binding id."""
    tool: Mapping[str, Any] = _EMPTY
    """The functions by name, as they stand in the file: `adapters/tools` reads them."""
    hosted: Mapping[str, Any] = _EMPTY
    """The hosted tools by label, as they stand in the file."""
    hosts: Mapping[str, HostConfig] = _EMPTY
    origins: Mapping[str, str] = _EMPTY
    """The source of each setting that is not the default."""
    warnings: tuple[str, ...] = ()

    @property
    def tool_names(self) -> tuple[str, ...]:
        """The names of all tools, in the order of the file, functions first; none is read."""
        return (*self.tool, *self.hosted)


_TYPE_NAMES: Final = {str: "text", int: "a number", bool: "true or false", dict: "a table"}


def resolve_settings(
    paths: Paths, flags: Mapping[str, Any], environment: Mapping[str, str]
) -> Settings:
    """Merge flags, environment, config file and defaults. Raises ConfigError.

    A flag whose value is None was not given.
    """
    file = _ConfigFile(paths.config_file, may_be_pipe=paths.names_config)
    values, origins, warnings = (
        file.values,
        dict.fromkeys(file.values, str(file.path)),
        file.warnings,
    )
    hosts = file.hosts()
    for name, setting in SETTINGS.items():
        variable = next((name for name in setting.variables if environment.get(name)), "")
        if flags.get(name) is not None:
            values[name], origins[name] = flags[name], (setting.options or (name,))[-1]
        elif variable:
            values[name] = _parse_variable(setting, environment[variable], variable)
            origins[name] = variable
    values.pop("host", None)
    if "base_url" in values:
        values["base_url"] = _check_base_url(values["base_url"], origins["base_url"])
    if "timeout_s" in values:
        if not values["timeout_s"] > 0:  # also catches NaN
            raise ConfigError(f"{origins['timeout_s']}: the timeout must be more than 0 seconds")
        values["timeout_s"] = min(values["timeout_s"], _MAX_TIMEOUT_S)
    if values.get("context_window", 1) < 1:
        raise ConfigError(f"{origins['context_window']}: context_window must be more than 0")
    for name, value in values.items():
        choices = SETTINGS[name].choices()
        if choices and value not in choices:
            raise ConfigError(f"{origins[name]}: {name} must be {' or '.join(choices)}")
    if not values.get("model", DEFAULT_MODEL).strip():
        raise ConfigError(f"{origins['model']}: the model name is empty")
    return Settings(paths, **values, hosts=hosts, origins=origins, warnings=tuple(warnings))


class _ConfigFile:
    """The config file, which may be missing."""

    def __init__(self, path: Path, *, may_be_pipe: bool) -> None:
        self.path = path
        self.warnings: list[str] = []
        self._text = ""
        try:
            data = path.read_bytes() if may_be_pipe else read_regular_file(path)
            self._text = data.decode()
        except FileNotFoundError:
            pass
        except OSError as error:
            self.warnings.append(f"{path}: {error.strerror}; the defaults apply")
        except UnicodeDecodeError:
            raise ConfigError(f"{path}: not UTF-8") from None
        self.values: dict[str, Any] = {}
        for name, value in self._parse().items():
            if name not in SETTINGS:
                self.warnings.append(f"{self._location(name)}: unknown setting {name!r}")
            else:
                self.values[name] = self._check(name, value, SETTINGS[name].types)
        for binding, keys in self.values.get("keymap", {}).items():
            self._check(binding, keys, (str,))

    def _parse(self) -> dict[str, Any]:
        if not self._text:
            return {}
        if re.search(_LONG_KEY, self._text):
            raise ConfigError(f"{self.path}: a key has more than 1,000 parts")
        import tomllib  # not needed to start without a config file

        try:
            return tomllib.loads(self._text)
        except (ValueError, RecursionError) as error:  # also of a number of too many digits
            raise ConfigError(f"{self.path}: {_one_line(error)}") from None

    def hosts(self) -> dict[str, HostConfig]:
        """The `[host."name"]` tables."""
        hosts = {}
        for name, table in self.values.get("host", {}).items():
            self._check(name, table, (dict,))
            for key in set(table) - {"key_env", "openai_key"}:
                self.warnings.append(
                    f"{self._location(key)}: unknown setting {key!r} of host {name!r}"
                )
            hosts[name.lower()] = HostConfig(
                self._check("key_env", table.get("key_env", ""), (str,)),
                self._check("openai_key", table.get("openai_key", False), (bool,)),
            )
        return hosts

    def _check(self, name: str, value: Any, types: tuple[type, ...]) -> Any:
        if type(value) not in types:
            raise ConfigError(f"{self._location(name)}: {name} must be {_TYPE_NAMES[types[0]]}")
        return value

    def _location(self, name: str) -> str:
        return _location(self.path, self._lines, name)

    @cached_property
    def _lines(self) -> Mapping[str, int]:
        return _key_lines(self._text)


def setting_location(path: Path, name: str) -> str:
    """The config file, with the line that first mentions a setting or a binding id."""
    try:
        return _location(path, _key_lines(read_regular_file(path).decode()), name)
    except (OSError, UnicodeDecodeError):
        return str(path)


def _location(path: Path, lines: Mapping[str, int], name: str) -> str:
    return f"{path}:{lines[name]}" if name in lines else str(path)


def _key_lines(text: str) -> Mapping[str, int]:
    """The number of the line where each key, or the last part of it, is first mentioned."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        end = re.search(_KEY_END, line)
        key = line[: end.start()].strip(" \t[") if end and end[0] != "#" else ""
        if key.endswith(("'", '"')):
            lines.setdefault(key[:-1].rpartition(key[-1])[2], number)
        else:
            lines.setdefault(key, number)
            lines.setdefault(re.split(_KEY_SEPARATOR, key)[-1], number)
    return lines


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _parse_variable(setting: Setting, text: str, variable: str) -> Any:
    if bool in setting.types:
        if text.lower() in ("0", "false", "no", "off"):
            return False
        if text.lower() in ("1", "true", "yes", "on") or not variable.startswith("PPCHAT_"):
            return True  # a variable shared with other programs is on for any value
        raise ConfigError(f"{variable}: must be 1 or 0")
    if int in setting.types:
        try:
            return float(text) if float in setting.types else int(text)
        except ValueError:
            raise ConfigError(f"{variable}: must be a number") from None
    return text


def _check_base_url(value: str, origin: str) -> str:
    # Strict, so that no two libraries can disagree about which host it names.
    if not re.fullmatch(_BASE_URL_PATTERN, value, re.ASCII):
        raise ConfigError(
            f"{origin}: a base URL must look like https://host/v1, without user or query"
        )
    return value.rstrip("/")


class Target(NamedTuple):
    """The server that requests go to, and the key for it."""

    base_url: str
    """Empty for the demo, whose address is known only once it runs."""
    host: str
    """Host and port, for display."""
    key: Secret | None
    key_origin: str
    """The source of the key; empty without a key."""
    is_demo: bool


def resolve_target(settings: Settings, environment: Mapping[str, str]) -> Target:
    """The server that requests go to: the demo if none is configured. Raises ConfigError."""
    host = urlsplit(settings.base_url).netloc.lower()
    key, origin = (None, "") if settings.demo else _find_key(settings, host, environment)
    configured = "base_url" in settings.origins or settings.hosts
    if settings.demo or (key is None and not configured):
        return Target("", DEMO_HOST, None, "", True)
    return Target(settings.base_url, host, key, origin, False)


def _find_key(
    settings: Settings, host: str, environment: Mapping[str, str]
) -> tuple[Secret | None, str]:
    configured = settings.hosts.get(host, HostConfig())
    is_openai = host == OPENAI_HOST and settings.base_url.startswith("https://")
    variables = ["PPCHAT_API_KEY"]
    if configured.key_env:
        variables.insert(0, configured.key_env)
    if is_openai or configured.openai_key:
        variables.append("OPENAI_API_KEY")
    for variable in variables:
        if value := environment.get(variable, "").strip():
            return Secret(value), variable
    names = [] if host == OPENAI_HOST and not is_openai else [host]
    if configured.openai_key:
        names.append(OPENAI_HOST)
    for name in names:
        key = _read_key(settings.paths, name)
        if key is not None:
            return key, str(key_path(settings.paths, name))
    return None, ""


def key_path(paths: Paths, host: str) -> Path:
    """The file for the API key of one host."""
    return paths.key_dir / host.lower().replace(":", "_")


def _read_key(paths: Paths, host: str) -> Secret | None:
    path = key_path(paths, host)
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"{path}: other users can read this key: run chmod 600 on it")
        return Secret(read_regular_file(path).decode("utf-8", "replace").strip())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if not os.access(paths.config_file.parent, os.X_OK):
            return None  # which the warning about the config file tells
        raise ConfigError(f"{path}: {error.strerror}") from None


def save_key(paths: Paths, host: str, key: Secret) -> Path:
    """Save the key of a host to a file that only its owner can read. Raises OSError."""
    path = key_path(paths, host)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.reveal() + "\n")
    return new.replace(path)
