"""A profile is written without touching the rest of the file."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest

from ppchat.adapters.toml.profile import ServerProfile
from ppchat.adapters.toml.profile_writer import read_config, write_profile
from ppchat.core.errors import ConfigError

FILE = """\
# my config
model = "m"   # the model

[keymap]  # keys
"a.b" = "x"

[profiles.old]
base_url = "http://old/v1"  # here
key_command = "pass show 'x y'"
[profiles.old.request]
temperature = 1
"""
NEW = ServerProfile("new", "http://new/v1", key_env="KEY", model="n", headers={"A": "$B"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(FILE)
    return path


def write(file: Path, profile: ServerProfile, *, is_default: bool = False) -> str:
    """The file with the profile in it."""
    write_profile(file, profile, before=read_config(file), is_default=is_default)
    return file.read_text()


def test_comments_order_and_formatting_stay(file: Path) -> None:
    old = ServerProfile(
        "old", "http://old/v1", key_command=("pass", "show", "x y"), parameters={"temperature": 1}
    )
    assert write(file, old) == FILE
    text = write(file, old._replace(base_url="http://older/v1", model="o"))
    assert 'base_url = "http://older/v1"' in text
    assert "key_command = \"pass show 'x y'\"" in text
    assert text.startswith(FILE[: FILE.index("base_url")])
    assert tomllib.loads(text)["profiles"]["old"]["request"] == {"temperature": 1}
    text = write(file, old._replace(key_command=(), key_file="k"))
    assert "key_command" not in text


def test_a_new_profile_is_added_and_becomes_the_one_to_begin_with(file: Path) -> None:
    text = write(file, NEW, is_default=True)
    values = tomllib.loads(text)
    assert values["profile"] == "new"
    assert values["profiles"]["new"] == {
        "base_url": "http://new/v1",
        "key_env": "KEY",
        "model": "n",
        "headers": {"A": "$B"},
    }
    assert text.replace('profile = "new"\n', "", 1).startswith(FILE)


@pytest.mark.parametrize("name", ["a b.c", 'q"uote', "ü", "profiles"])
def test_any_name_can_be_written_into_no_file_at_all(tmp_path: Path, name: str) -> None:
    file = tmp_path / "new" / "config.toml"
    values = tomllib.loads(write(file, NEW._replace(name=name), is_default=True))
    assert (values["profile"], list(values["profiles"])) == (name, [name])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_tables_with_the_other_name_get_the_profile(file: Path) -> None:
    file.write_text("[profile.old]\nmodel = 'm'\n")
    assert list(tomllib.loads(write(file, NEW, is_default=True))["profile"]) == ["old", "new"]


def test_mode_and_link_stay(tmp_path: Path, file: Path) -> None:
    file.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    write(link, NEW)
    assert link.is_symlink()
    assert "new" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert {path.name for path in tmp_path.iterdir()} == {"config.toml", "link.toml"}


@pytest.mark.parametrize(
    ("text", "reason"), [("a = ", "not valid TOML"), ("profiles = 3", "profiles is no table")]
)
def test_what_cannot_be_changed_stays_as_it_is(file: Path, text: str, reason: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError, match=reason):
        write(file, NEW)
    assert file.read_text() == text


def test_a_change_by_another_program_is_not_lost(file: Path) -> None:
    before = read_config(file)
    file.write_text("# other")
    with pytest.raises(ConfigError, match="was changed meanwhile"):
        write_profile(file, NEW, before=before, is_default=False)
    assert file.read_text() == "# other"
