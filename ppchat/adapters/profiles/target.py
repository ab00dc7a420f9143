"""The server that requests go to, and what may be sent there: a key is bound to its host."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from ppchat.adapters.config import HostConfig, Settings, same_server
from ppchat.adapters.paths import Paths
from ppchat.adapters.profiles.key_file import key_path, read_host_key, read_key
from ppchat.adapters.toml.profile import DEFAULT_BASE_URL, ServerProfile
from ppchat.core.errors import ConfigError
from ppchat.core.security.secret import Secret

OPENAI_HOST: Final = "api.openai.com"
DEMO_HOST: Final = "demo"
_NO_HEADERS: Final[Mapping[str, Secret]] = MappingProxyType({})


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
    headers: Mapping[str, Secret] = _NO_HEADERS
    """What each request carries besides."""
    profile: str = ""
    """The name of the profile that it is of; empty for none."""
    key_command: tuple[str, ...] = ()
    """What prints the key, run when it is first needed; `load_key` does that."""
    problem: str = ""
    """Why its key or headers cannot be used, in one line; then nothing is sent."""


DEMO_TARGET: Final = Target("", DEMO_HOST, None, "", True)


def resolve_target(settings: Settings, environment: Mapping[str, str]) -> Target:
    """The server that requests go to: the demo if none is configured, or it is not known which."""
    if settings.demo or settings.server_unknown:
        return DEMO_TARGET
    host = urlsplit(settings.base_url).netloc.lower()
    profile = settings.profiles.get(settings.profile)
    if profile is not None and not same_server(profile.base_url, settings.base_url):
        profile = None  # its key and headers are for its own server
    target = Target(settings.base_url, host, None, "", False, profile=settings.profile)
    try:
        if profile is not None:
            headers = _fill_headers(profile, environment)
            target = _with_profile_key(target, profile, settings.paths, environment)
            target = target._replace(headers=headers)
        if not target.key_origin:
            key, origin = _find_key(settings, host, environment)
            target = target._replace(key=key, key_origin=origin)
    except ConfigError as error:
        return target._replace(problem=str(error))
    is_configured = "base_url" in settings.origins or bool(settings.hosts)
    return target if target.key or is_configured else DEMO_TARGET


def usable_target(settings: Settings, environment: Mapping[str, str]) -> Target:
    """As `resolve_target`. Raises ConfigError if its key or headers cannot be used."""
    target = resolve_target(settings, environment)
    if target.problem:
        raise ConfigError(target.problem)
    return target


def _with_profile_key(
    target: Target, profile: ServerProfile, paths: Paths, environment: Mapping[str, str]
) -> Target:
    """The target with the key that its profile names. Raises ConfigError."""
    if profile.key_env:
        key = Secret(_variable(profile, profile.key_env, environment))
        return target._replace(key=key, key_origin=profile.key_env)
    if profile.key_command:
        origin = f"the command {profile.key_command[0]}"
        return target._replace(key_command=profile.key_command, key_origin=origin)
    if not profile.key_file:
        return target
    path = paths.config_file.parent / Path(profile.key_file).expanduser()
    try:
        key = read_key(path)
    except OSError as error:
        raise ConfigError(f"profile {profile.name}: key_file {path}: {error.strerror}") from None
    if not key.reveal():
        raise ConfigError(f"profile {profile.name}: key_file {path} is empty")
    return target._replace(key=key, key_origin=str(path))


def _fill_headers(profile: ServerProfile, environment: Mapping[str, str]) -> dict[str, Secret]:
    """The headers of a profile, with the values of variables. Raises ConfigError."""
    from ppchat.core.security.variables import replace_variables, variable_names

    headers = {}
    for name, text in profile.headers.items():
        values = {each: _variable(profile, each, environment) for each in variable_names(text)}
        value = replace_variables(text, values).strip()
        if not (value.isascii() and value.isprintable()):
            place = f"profile {profile.name}: the header {name}"
            raise ConfigError(f"{place} contains characters that cannot be sent")
        headers[name] = Secret(value)
    return headers


def _variable(profile: ServerProfile, name: str, environment: Mapping[str, str]) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise ConfigError(f"profile {profile.name}: the variable {name} is not set")
    return value


def _find_key(
    settings: Settings, host: str, environment: Mapping[str, str]
) -> tuple[Secret | None, str]:
    """The key of a host, and its source. Raises ConfigError for one that cannot be used."""
    configured = settings.hosts.get(host, HostConfig())
    is_openai = same_server(settings.base_url, DEFAULT_BASE_URL)
    first = settings.first_base_url or settings.base_url
    # The key of this run is for the server that it began with, not for each that is chosen in it.
    variables = ["PPCHAT_API_KEY"] if same_server(settings.base_url, first) else []
    if configured.key_env:
        variables.insert(0, configured.key_env)
    if configured.openai_key or _is_openai_key_for(settings.base_url, environment):
        variables.append("OPENAI_API_KEY")
    for variable in variables:
        if value := environment.get(variable, "").strip():
            return Secret(value), variable
    names = [] if host == OPENAI_HOST and not is_openai else [host]
    if configured.openai_key:
        names.append(OPENAI_HOST)
    for name in names:
        key = read_host_key(settings.paths, name)
        if key is not None:
            return key, str(key_path(settings.paths, name))
    return None, ""


def _is_openai_key_for(base_url: str, environment: Mapping[str, str]) -> bool:
    """Whether OPENAI_API_KEY is the key of a server: of that of OPENAI_BASE_URL, where it is set.

    The two belong together in every client of this API.
    """
    theirs = environment.get("OPENAI_BASE_URL", "").strip() or DEFAULT_BASE_URL
    if urlsplit(base_url).hostname == OPENAI_HOST and not base_url.startswith("https://"):
        return False  # in clear text, it would be sent to whoever listens
    try:
        return same_server(base_url, theirs)
    except ValueError:  # no port can be like that
        return False
