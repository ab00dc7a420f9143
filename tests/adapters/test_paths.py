"""The paths of config, keys and data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ppchat.adapters.paths import path_state, read_regular_file, resolve_paths


def test_a_flag_beats_the_environment_beats_the_platform(tmp_path: Path) -> None:
    environment = {"PPCHAT_CONFIG": str(tmp_path / "e.toml"), "PPCHAT_DATA_DIR": str(tmp_path)}
    by_flag = resolve_paths(environment, str(tmp_path / "f.toml"), str(tmp_path / "d"))
    assert (by_flag.config_file, by_flag.data_dir) == (tmp_path / "f.toml", tmp_path / "d")
    assert resolve_paths(environment).config_file == tmp_path / "e.toml"
    assert resolve_paths({}).config_file.parts[-2:] == ("ppchat", "config.toml")


def test_keys_are_beside_the_config_and_conversations_in_the_data(tmp_path: Path) -> None:
    resolved = resolve_paths({}, str(tmp_path / "c.toml"), str(tmp_path / "d"))
    assert resolved.key_dir == tmp_path / "keys"
    assert resolved.database.parent == tmp_path / "d"


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    assert resolve_paths({}, "~/x.toml").config_file == Path("/home/someone/x.toml")


def test_nothing_is_created(tmp_path: Path) -> None:
    resolve_paths({}, str(tmp_path / "a" / "c.toml"), str(tmp_path / "b"))
    assert list(tmp_path.iterdir()) == []


def test_the_state_of_a_path(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert path_state(tmp_path) == "exists"
    assert path_state(tmp_path / "file") == "does not exist yet"
    assert path_state(Path("/dev/null/file")) == "does not exist yet"
    assert path_state(tmp_path / "loop" / "file") == "NOT ACCESSIBLE"


def test_a_file_is_read_to_its_end_or_as_far_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    assert (read_regular_file(path), read_regular_file(path, 2)) == (b"abc", b"ab")


def test_what_is_no_file_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(OSError, match="it is not a file"):
            read_regular_file(path)
    with pytest.raises(FileNotFoundError):
        read_regular_file(tmp_path / "missing")
