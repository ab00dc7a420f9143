"""The config file; tests/adapters/test_config.py reads whole ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.toml.config_file import ConfigFile, nearest_name, setting_location

TEXT = """\
model = "m"
[profiles.work]  # at work
base_url = "http://h"
[keymap]
"prompt.newline" = "ctrl+j"
"""


@pytest.fixture
def file(tmp_path: Path) -> ConfigFile:
    path = tmp_path / "config.toml"
    path.write_text(TEXT)
    return ConfigFile(path, may_be_pipe=False)


def test_a_place_is_a_line_or_that_of_what_it_is_part_of(file: ConfigFile) -> None:
    assert file.location("profiles", "work", "base_url") == f"{file.path}:3"
    assert file.location("profiles", "work", "model") == f"{file.path}:2"
    assert file.location("theme") == str(file.path)
    assert setting_location(file.path, "prompt.newline") == f"{file.path}:5"
    assert setting_location(file.path, "theme") == str(file.path)
    assert setting_location(file.path / "x", "theme") == str(file.path / "x")


def test_a_value_of_another_type_is_a_problem(file: ConfigFile) -> None:
    assert file.check("m", (str,), "model")
    assert not file.check("m", (int, float), "model")
    assert file.problems == [f"{file.path}:1: model must be a number"]


def test_a_setting_may_be_hidden_by_a_mistake(tmp_path: Path, file: ConfigFile) -> None:
    assert not file.hides("model")
    file.reject("model")
    assert file.hides("base_url", "model")
    assert not file.hides("base_url")
    broken = tmp_path / "broken.toml"
    broken.write_text("a b")
    assert ConfigFile(broken, may_be_pipe=False).hides("model")
    assert not ConfigFile(tmp_path / "missing", may_be_pipe=False).hides("model")


def test_the_name_that_was_meant() -> None:
    assert nearest_name("modle", ["model", "theme"]) == "model"
    assert nearest_name("xyz", ["model", "theme"]) == ""
