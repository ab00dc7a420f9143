"""Files that hold an API key, which only their owner can read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from ppchat.adapters.paths import Paths, read_regular_file
from ppchat.core.errors import ConfigError
from ppchat.core.security.secret import Secret

_MAX_BYTES: Final = 1 << 16


def key_path(paths: Paths, host: str) -> Path:
    """The file for the API key of one host."""
    return paths.key_dir / host.lower().replace(":", "_")


def read_key(path: Path) -> Secret:
    """The key in a file. Raises ConfigError where others can read it, OSError if it can't be read.

    Of several lines, the first that is not empty is the key.
    """
    if path.stat().st_mode & 0o077 and path.is_file():
        raise ConfigError(f"{path}: other users can read this key: run chmod 600 on it")
    text = read_regular_file(path, _MAX_BYTES).decode("utf-8", "replace")
    return Secret(next((line.strip() for line in text.splitlines() if line.strip()), ""))


def read_host_key(paths: Paths, host: str) -> Secret | None:
    """The saved key of a host, None without one. Raises ConfigError if it can't be used."""
    path = key_path(paths, host)
    try:
        return read_key(path)
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
