"""Files with keys."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ppchat.adapters.paths import Paths
from ppchat.adapters.profiles.key_file import key_path, read_host_key, read_key, save_key
from ppchat.core.errors import ConfigError
from ppchat.core.security.secret import Secret


def test_a_key_is_kept_where_only_its_owner_can_read_it(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "config" / "config.toml", tmp_path)
    assert read_host_key(paths, "localhost:8080") is None
    path = save_key(paths, "localhost:8080", Secret("sk-kept"))
    assert path == key_path(paths, "LOCALHOST:8080")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert read_host_key(paths, "localhost:8080") == Secret("sk-kept")


def test_a_key_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "config.toml", tmp_path)
    paths.key_dir.mkdir()
    os.mkfifo(paths.key_dir / "pipe", 0o600)  # nobody writes: opening it would wait
    with pytest.raises(ConfigError, match="pipe: it is not a file"):
        read_host_key(paths, "pipe")
    with pytest.raises(OSError, match="it is not a file"):
        read_key(tmp_path)
    save_key(paths, "h", Secret("k")).chmod(0o640)
    with pytest.raises(ConfigError, match="other users can read this key"):
        read_host_key(paths, "h")
