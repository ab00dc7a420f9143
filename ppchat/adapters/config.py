"""What the person set: flag, else environment, else file, else default."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from ppchat.adapters.paths import Paths
from ppchat.core.errors import UsageError
from ppchat.core.security.secret import Secret

DEFAULT_MODEL: Final = "gpt-4.1-mini"
DEFAULT_BASE_URL: Final = "https://api.openai.com/v1"
OPENAI_HOST: Final = "api.openai.com"
DEMO_HOST: Final = "demo"

_BASE_URL: Final = r"https?://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?(/[\w.~/%+-]*)?"
_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


class ConfigError(UsageError):
    """What is set can't be used; its text is one line that says where and why."""


class Host(NamedTuple):
    """What the config says of one server."""

    key_env: str = ""
    """The environment variable that holds its key."""
    openai_key: bool = False
    """Whether it gets the OpenAI key, which otherwise goes to OpenAI alone."""


class Settings(NamedTuple):
    """What holds for this run. Holds no key."""

    paths: Paths
    model: str = DEFAULT_MODEL
    base_url: str = DEFAULT_BASE_URL
    system: str = ""
    theme: str = ""
    """Empty: the app's own choice."""
    timeout_s: float | None = None
    accessible: bool = False
    """Whether all is plain text, without colour and drawing characters: for a screen reader."""
    demo: bool = False
    request: Mapping[str, Any] = _NONE
    """Fields for the body of every request."""
    keymap: Mapping[str, str] = _NONE
    """Keys by the id of their binding."""
    hosts: Mapping[str, Host] = _NONE
    origins: Mapping[str, str] = _NONE
    """Where each setting that is no default came from."""
    warnings: tuple[str, ...] = ()


_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "model": (str,),
    "base_url": (str,),
    "system": (str,),
    "theme": (str,),
    "timeout_s": (int, float),
    "accessible": (bool,),
    "demo": (bool,),
    "request": (dict,),
    "keymap": (dict,),
    "host": (dict,),
}
_NAMES: Final = {str: "text", int: "a number", bool: "true or false", dict: "a table"}
_VARIABLES: Final = {
    "model": ("PPCHAT_MODEL",),
    "base_url": ("PPCHAT_BASE_URL", "OPENAI_BASE_URL"),
    "system": ("PPCHAT_SYSTEM",),
    "theme": ("PPCHAT_THEME",),
    "timeout_s": ("PPCHAT_TIMEOUT_S",),
    "accessible": ("PPCHAT_ACCESSIBLE", "ACCESSIBLE"),
    "demo": ("PPCHAT_DEMO",),
}


def settings(paths: Paths, flags: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """What holds; a flag that is None was not given. Raises ConfigError."""
    file = _File(paths.config_file)
    values, origins, warnings = (
        file.values,
        dict.fromkeys(file.values, str(file.path)),
        file.warnings,
    )
    hosts = file.hosts()
    for name, variables in _VARIABLES.items():
        for variable in variables:
            if environment.get(variable, ""):
                values[name] = _from_text(name, environment[variable], variable)
                origins[name] = variable
                break
    for name, value in flags.items():
        if value is not None:
            values[name] = value
            origins[name] = f"--{name.removesuffix('_s').replace('_', '-')}"
    values.pop("host", None)
    if "base_url" in values:
        values["base_url"] = _base_url(values["base_url"], origins["base_url"])
    if not values.get("timeout_s", 1) > 0:  # which NaN is not
        raise ConfigError(f"{origins['timeout_s']}: a timeout is more than 0 seconds")
    if not values.get("model", DEFAULT_MODEL).strip():
        raise ConfigError(f"{origins['model']}: a model needs a name")
    return Settings(paths, **values, hosts=hosts, origins=origins, warnings=tuple(warnings))


class _File:
    """The config file, which need not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warnings: list[str] = []
        self._text = ""
        try:
            self._text = path.read_bytes().decode()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise ConfigError(f"{path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise ConfigError(f"{path}: not UTF-8") from None
        self.values: dict[str, Any] = {}
        for name, value in self._found().items():
            if name not in _KINDS:
                self.warnings.append(f"{self._at(name)}: unknown setting {name!r}")
            else:
                self.values[name] = self._checked(name, value, _KINDS[name])
        for binding, keys in self.values.get("keymap", {}).items():
            self._checked(binding, keys, (str,))

    def _found(self) -> dict[str, Any]:
        if not self._text:
            return {}
        import tomllib  # a start without a config does without it

        try:
            return tomllib.loads(self._text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ConfigError(f"{self.path}: {_one_line(error)}") from None

    def hosts(self) -> dict[str, Host]:
        """The `[host."name"]` tables."""
        hosts = {}
        for name, table in self.values.get("host", {}).items():
            self._checked(name, table, (dict,))
            for key in set(table) - {"key_env", "openai_key"}:
                self.warnings.append(f"{self._at(key)}: unknown setting {key!r} of host {name!r}")
            hosts[name.lower()] = Host(
                self._checked("key_env", table.get("key_env", ""), (str,)),
                self._checked("openai_key", table.get("openai_key", False), (bool,)),
            )
        return hosts

    def _checked(self, name: str, value: Any, kinds: tuple[type, ...]) -> Any:
        if type(value) not in kinds:
            raise ConfigError(f"{self._at(name)}: {name} must be {_NAMES[kinds[0]]}")
        return value

    def _at(self, name: str) -> str:
        """File and line of the first mention of a key."""
        mention = re.compile(rf"""^\s*\[?[^=#]*\b{re.escape(name)}["']?\s*[=\]]""")
        for number, line in enumerate(self._text.splitlines(), 1):
            if mention.match(line):
                return f"{self.path}:{number}"
        return str(self.path)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _from_text(name: str, text: str, variable: str) -> Any:
    kinds = _KINDS[name]
    if bool in kinds:
        if text.lower() in ("0", "false", "no", "off"):
            return False
        if text.lower() in ("1", "true", "yes", "on") or not variable.startswith("PPCHAT_"):
            return True  # what other programs share is on with any text
        raise ConfigError(f"{variable}: must be 1 or 0")
    if float in kinds:
        try:
            return float(text)
        except ValueError:
            raise ConfigError(f"{variable}: must be a number") from None
    return text


def _base_url(value: str, origin: str) -> str:
    # Narrow, so that no two libraries can disagree about which host it names.
    if not re.fullmatch(_BASE_URL, value, re.ASCII):
        raise ConfigError(f"{origin}: a base URL looks like https://host/v1, without a user or ?")
    return value.rstrip("/")


class Target(NamedTuple):
    """Whom to ask, and with which key."""

    base_url: str
    """Empty for the demo, whose address is known once it runs."""
    host: str
    """Host and port, for people to read."""
    key: Secret | None
    key_origin: str
    """Where the key was found; empty where there is none."""
    is_demo: bool


def target(settings: Settings, environment: Mapping[str, str]) -> Target:
    """Whom to ask: the demo when nothing tells. Raises ConfigError."""
    host = urlsplit(settings.base_url).netloc.lower()
    key, origin = (None, "") if settings.demo else _key(settings, host, environment)
    named = "base_url" in settings.origins or settings.hosts
    if settings.demo or (key is None and not named):
        return Target("", DEMO_HOST, None, "", True)
    return Target(settings.base_url, host, key, origin, False)


def _key(
    settings: Settings, host: str, environment: Mapping[str, str]
) -> tuple[Secret | None, str]:
    configured = settings.hosts.get(host, Host())
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
    for path in (key_file(settings.paths, name) for name in names):
        key = _read_key(path)
        if key is not None:
            return key, str(path)
    return None, ""


def key_file(paths: Paths, host: str) -> Path:
    """The file that holds the key of one host."""
    return paths.key_dir / host.lower().replace(":", "_")


def _read_key(path: Path) -> Secret | None:
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"{path}: others can read this key: chmod 600 it")
        return Secret(path.read_text("utf-8", errors="replace").strip())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None


def save_key(paths: Paths, host: str, key: Secret) -> Path:
    """Keep the key of a host in a file that only its owner can read. Raises OSError."""
    path = key_file(paths, host)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.reveal() + "\n")
    return fresh.replace(path)
