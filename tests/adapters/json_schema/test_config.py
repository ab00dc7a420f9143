"""The schema that the settings name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppchat.adapters.config import Settings, resolve_settings
from ppchat.adapters.json_schema.config import answer_schema
from ppchat.adapters.paths import Paths
from ppchat.core.errors import ConfigError

CITY = {"type": "object", "required": ["city"]}


def settings(folder: Path, flags: dict[str, str], config: str = "") -> Settings:
    file = folder / "config.toml"
    file.write_text(config)
    return resolve_settings(Paths(file, folder), flags, {})


def test_an_option_names_a_file(tmp_path: Path) -> None:
    file = tmp_path / "city.json"
    file.write_text(json.dumps(CITY))
    assert answer_schema(settings(tmp_path, {"schema": str(file)})) == CITY


def test_the_config_names_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "city.json").write_text(json.dumps(CITY))
    assert answer_schema(settings(tmp_path, {}, 'schema = "city.json"')) == CITY


def test_answers_follow_no_schema_unless_one_is_named(tmp_path: Path) -> None:
    assert answer_schema(settings(tmp_path, {})) is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "No such file"),
        ("{", "is not JSON"),
        ("[]", "must be an object"),
        (json.dumps({"enum": ["x" * (2 << 20)]}), "larger than 1 MiB"),
    ],
)
def test_a_file_that_is_no_schema_is_an_error(
    tmp_path: Path, content: str | None, problem: str
) -> None:
    file = tmp_path / "city.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ConfigError, match=problem):
        answer_schema(settings(tmp_path, {"schema": str(file)}))
