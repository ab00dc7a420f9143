"""Where things are on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_config_path, user_data_path


class Paths(NamedTuple):
    """The files and folders of one user. None of them need exist."""

    config_file: Path
    data_dir: Path

    @property
    def key_dir(self) -> Path:
        """The folder with a file for the key of each host."""
        return self.config_file.parent / "keys"

    @property
    def database(self) -> Path:
        """Conversations and their events."""
        return self.data_dir / "ppchat.db"


def paths(
    environment: Mapping[str, str], config: str | None = None, data_dir: str | None = None
) -> Paths:
    """The paths that hold: a flag's, else the environment's, else the platform's."""
    config = config or environment.get("PPCHAT_CONFIG")
    data_dir = data_dir or environment.get("PPCHAT_DATA_DIR")
    return Paths(
        Path(config).expanduser() if config else user_config_path("ppchat") / "config.toml",
        Path(data_dir).expanduser() if data_dir else user_data_path("ppchat", appauthor=False),
    )
