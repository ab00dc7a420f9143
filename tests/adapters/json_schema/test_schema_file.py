"""A JSON schema in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.json_schema.schema_file import load_schema
from ppchat.core.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "s.json is not JSON: "),
        ("[]", "s.json: a schema must be an object"),
        ('{"type":"text"}', "s.json: /: type must be object, "),
        ('{"$ref":"#"}', r"s.json: /: \$ref # refers to itself alone"),
        (" " * 5_000_000, "s.json is larger than 1 MiB"),
    ],
    ids=["cut off", "list", "type", "recursive", "5 MB"],
)
def test_a_schema_of_an_answer_that_cannot_be_used(text: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text(text)
    with pytest.raises(ConfigError, match=problem):
        load_schema(file)


def test_a_schema_of_an_answer_may_be_of_any_type(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text('{"type":"array"}')
    assert load_schema(file) == {"type": "array"}
    with pytest.raises(ConfigError, match=r"none.json: No such file"):
        load_schema(tmp_path / "none.json")
