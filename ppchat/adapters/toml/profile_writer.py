"""Writes a profile into the config file, whose comments, order and formatting stay."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from ppchat.adapters.paths import read_regular_file
from ppchat.adapters.toml.profile import KEY_SOURCES, ServerProfile
from ppchat.core.errors import ConfigError

_NEW_MODE: Final = 0o600
_FIELDS: Final = (
    *("base_url", "api", *KEY_SOURCES, "model", "system", "context_window", "headers"),
)


def read_config(path: Path) -> bytes:
    """What the config file holds now; empty if there is none. Raises OSError."""
    try:
        return read_regular_file(path)
    except FileNotFoundError:
        return b""


def write_profile(path: Path, profile: ServerProfile, *, before: bytes, is_default: bool) -> None:
    """Add or change a profile, and use it from the next start on if it is the default.

    Raises ConfigError if the file is no longer as it was `before`, or cannot be read; OSError.
    """
    path = path.resolve()  # a link stays one
    if read_config(path) != before:
        raise ConfigError(f"{path} was changed meanwhile: nothing is written; try again")
    try:
        document = tomlkit.parse(before.decode())
    except (TOMLKitError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"{path} is not valid TOML, so nothing is written: {reason}") from None
    kind = "profile" if isinstance(document.get("profile"), dict) else "profiles"
    profiles = document.setdefault(kind, tomlkit.table(is_super_table=True))
    if not isinstance(profiles, dict):
        raise ConfigError(f"{path}: {kind} is no table, so nothing is written")
    table = profiles.get(profile.name)
    if not isinstance(table, dict):
        table = profiles[profile.name] = tomlkit.table()
        table = profiles[profile.name]
    _update(table, _fields(profile))
    if is_default and kind == "profiles":
        document["profile"] = profile.name
    _replace(path, tomlkit.dumps(document).encode())


def _fields(profile: ServerProfile) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(profile, name) for name in _FIELDS}
    fields["key_command"] = list(profile.key_command)
    fields["headers"] = dict(profile.headers)
    return fields


def _update(table: Table | dict[str, Any], fields: Mapping[str, Any]) -> None:
    """Set what differs; what is empty is removed, all else stays as it is written."""
    for name, value in fields.items():
        old = table.get(name)
        if not value:
            table.pop(name, None)
        elif _is_same(name, old, value):
            continue
        elif isinstance(value, dict):
            inline = tomlkit.inline_table()
            inline.update(value)
            table[name] = inline
        else:
            table[name] = value


def _is_same(name: str, old: Any, value: Any) -> bool:
    if name == "key_command" and isinstance(old, str):
        import shlex

        try:
            return bool(shlex.split(old) == value)
        except ValueError:
            return False
    return bool(old == value)


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else _NEW_MODE
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
