"""The paths of config, keys, data and log, and how what is there is read."""

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_config_path, user_data_path, user_log_path


class Paths(NamedTuple):
    """The files and folders of one user; none of them has to exist."""

    config_file: Path
    data_dir: Path
    names_config: bool = False
    """Whether the user named the config file; then it may be a pipe."""

    @property
    def key_dir(self) -> Path:
        """The folder with one API key file per host."""
        return self.config_file.parent / "keys"

    @property
    def database(self) -> Path:
        """The database of conversations and their events."""
        return self.data_dir / "ppchat.db"

    @property
    def server_memory(self) -> Path:
        """The file with what is remembered of each server."""
        return self.data_dir / "servers.json"


def resolve_paths(
    environment: Mapping[str, str], config: str | None = None, data_dir: str | None = None
) -> Paths:
    """The paths: from a flag, else the environment, else the platform's default."""
    config = config or environment.get("PPCHAT_CONFIG")
    data_dir = data_dir or environment.get("PPCHAT_DATA_DIR")
    return Paths(
        Path(config).expanduser() if config else user_config_path("ppchat") / "config.toml",
        Path(data_dir).expanduser() if data_dir else user_data_path("ppchat", appauthor=False),
        bool(config),
    )


def read_regular_file(path: Path, size: int = -1) -> bytes:
    """The first `size` bytes of a file, all of them by default.

    Raises OSError, also for what is not a file: opening a pipe would wait for its writer.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a file")
    with path.open("rb") as file:
        return file.read(size)


def path_state(path: Path) -> str:
    """Whether the path exists and can be used, in words for the user."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return "does not exist yet"
    except OSError:
        return "NOT ACCESSIBLE"
    return "exists" if os.access(path, os.W_OK) else "READ-ONLY"


def resolve_log_path(
    environment: Mapping[str, str], log_file: str | None = None, data_dir: str | None = None
) -> Path:
    """The path of the log: from a flag, else beside data that is elsewhere, else the default."""
    if log_file:
        return Path(log_file).expanduser()
    data_dir = data_dir or environment.get("PPCHAT_DATA_DIR")
    folder = Path(data_dir).expanduser() if data_dir else user_log_path("ppchat", appauthor=False)
    return folder / "ppchat.log"
