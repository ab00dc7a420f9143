"""A server as the user describes it in the app: checked, tried, and kept in the config."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Final, NamedTuple

from ppchat.adapters.config import Settings, normalize_base_url
from ppchat.adapters.profiles.key_file import save_key
from ppchat.adapters.profiles.target import Target, resolve_target
from ppchat.adapters.toml.profile import ServerProfile
from ppchat.core.errors import ConfigError
from ppchat.core.security.secret import Secret

AUTOMATIC: Final = "automatic"
TYPED: Final = "type it"
VARIABLE: Final = "variable"
FILE: Final = "file"
COMMAND: Final = "command"
KEY_SOURCES: Final = (AUTOMATIC, TYPED, VARIABLE, FILE, COMMAND)
"""Where a key can be from, in the words of the form."""
_LONGEST_NAME: Final = 60
_THIS_MACHINE: Final = re.compile(r"(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(/|$)")
"""The start of an address that needs no encryption, so that its scheme goes without saying."""


class ServerEntry(NamedTuple):
    """What the user wrote."""

    base_url: str
    source: str = AUTOMATIC
    key: str = ""
    """The key itself, or what its source is called."""
    api: str = ""
    model: str = ""
    name: str = ""
    """The profile that it is kept as; empty for none."""
    profile: ServerProfile = ServerProfile("")
    """The profile that was chosen, whose other values stay."""

    @property
    def server(self) -> tuple[str, str, str]:
        """What a test of the server depends on."""
        return self.base_url, self.source, self.key

    def __repr__(self) -> str:
        return f"ServerEntry({self.base_url!r})"  # it may hold a key

    @property
    def typed_key(self) -> Secret | None:
        """The key, if that was typed. Raises ConfigError if it cannot be one."""
        if self.source != TYPED:
            return None
        key = Secret(self.key.strip())
        if not key.usable:
            raise ConfigError("Not a valid key: a key has only ASCII characters and no spaces.")
        return key

    @property
    def described(self) -> ServerProfile:
        """The profile with what was written. Raises ConfigError."""
        base_url = self.base_url.strip()
        if base_url and "://" not in base_url:
            if not _THIS_MACHINE.match(base_url):
                raise ConfigError(f"The server needs http:// or https:// before {base_url}")
            base_url = f"http://{base_url}"
        name, value = self.name.strip(), self.key.strip()
        if not name.isprintable() or len(name) > _LONGEST_NAME:
            raise ConfigError(f"A name has at most {_LONGEST_NAME} characters in one line.")
        if not value and self.source not in (AUTOMATIC, TYPED):
            raise ConfigError(f"Which {self.source} has the key?")
        try:
            command = tuple(shlex.split(value)) if self.source == COMMAND else ()
        except ValueError as error:
            raise ConfigError(f"The command of the key: {str(error).lower()}") from None
        return self.profile._replace(
            name=name,
            base_url=normalize_base_url(base_url, "Server"),
            api=self.api,
            key_env=value if self.source == VARIABLE else "",
            key_file=value if self.source == FILE else "",
            key_command=command,
            model=self.model.strip(),
        )


def entry_of(profile: ServerProfile) -> ServerEntry:
    """What the form shows of a profile."""
    source, key = AUTOMATIC, ""
    for name, text in (
        (VARIABLE, profile.key_env),
        (FILE, profile.key_file),
        (COMMAND, shlex.join(profile.key_command)),
    ):
        if text:
            source, key = name, text
    return ServerEntry(
        profile.base_url, source, key, profile.api, profile.model, profile.name, profile
    )


def entered_target(
    entry: ServerEntry, settings: Settings, environment: Mapping[str, str]
) -> Target:
    """The server that was described, with its key. Raises ConfigError if one cannot be used."""
    profile, typed = entry.described, entry.typed_key
    resolved = settings._replace(
        demo=False,
        server_unknown=False,
        base_url=profile.base_url,
        profile=profile.name,
        profiles={profile.name: profile},
        origins={**settings.origins, "base_url": "the app"},
        first_base_url=settings.first_base_url or settings.base_url,
    )
    target = resolve_target(resolved, environment)
    if target.problem:
        raise ConfigError(target.problem)
    if typed is None:
        return target
    return target._replace(key=typed, key_origin="this form", key_command=())


def keep_entry(
    entry: ServerEntry,
    settings: Settings,
    environment: Mapping[str, str],
    *,
    before: bytes,
    is_default: bool,
) -> None:
    """Save a typed key, and the profile if it has a name. Raises ConfigError, OSError.

    `before` is what the config file held when the user began.
    """
    from ppchat.adapters.toml.profile_writer import write_profile  # its parser is needed only here

    profile, key = entry.described, entry.typed_key
    target = entered_target(entry, settings, environment)
    if key is not None:
        next_run = settings._replace(first_base_url=profile.base_url)
        stored = entered_target(entry._replace(source=AUTOMATIC), next_run, environment)
        if stored.key_origin in environment and stored.key != key:
            raise ConfigError(
                f"{stored.key_origin} has another key for it: unset that to save one."
            )
    if profile.name:
        write_profile(settings.paths.config_file, profile, before=before, is_default=is_default)
    if key is not None:
        save_key(settings.paths, target.host, key)
