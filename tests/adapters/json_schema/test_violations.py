"""An answer is checked against its schema in a process, whatever the two hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppchat.adapters.json_schema import violations as violations_module
from ppchat.adapters.json_schema.violations import violations

TREE = {"type": "object", "properties": {"a": {"$ref": "#"}}}


async def test_each_violation_has_its_place() -> None:
    result = await violations({"properties": {"b": {"type": "string"}}}, '{"a": [1], "b": 2}')
    (violation,) = result.violations
    assert (violation.pointer, violation.offset) == ("/b", 16)
    assert violation.message == "2 is not of type 'string'"


async def test_a_schema_that_refers_to_itself_reaches_every_level() -> None:
    assert await violations(TREE, '{"a":' * 400 + "{}" + "}" * 400) == ((), 0, "")
    result = await violations(TREE, '{"a":' * 400 + "3" + "}" * 400)
    assert result.violations[0].pointer == "/a" * 400


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ('{"a": ', "not JSON: Expecting value"),
        ("NaN", "not JSON: NaN is no value of JSON"),
        ("1" * 5000, "not JSON: Exceeds the limit"),
        ("\ud800", "not JSON: Expecting value"),
    ],
)
async def test_what_is_no_json_is_a_violation(text: str, message: str) -> None:
    (violation,) = (await violations(TREE, text)).violations
    assert violation.message.startswith(message)


async def test_what_cannot_be_checked_is_one_line() -> None:
    loop = await violations({"$ref": "#"}, "{}")
    assert loop.problem == "the schema refers to itself without an end"
    for depth in (600, 100_000):
        deep = await violations(TREE, "[" * depth + "]" * depth)
        assert deep.problem == "the answer is nested too deeply"
    large = await violations({"enum": ["x" * (5 << 20)]}, "{}")
    assert large.problem == "the schema has 5.2 MB, the limit is 1.0 MB"


async def test_a_pattern_that_never_ends_is_given_up() -> None:
    bomb = {"pattern": "^(a+)+$"}
    result = await violations(bomb, json.dumps("a" * 60 + "b"), timeout_s=2)
    assert result.problem.startswith("it takes more than 2.0 s")


async def test_without_the_library_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "jsonschema.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    result = await violations(TREE, "{}")
    assert result.problem == "jsonschema is not installed: pip install 'ppchat[schema]'"


async def test_a_process_that_cannot_start_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(violations_module, "module_command", lambda _: ("/nowhere/python",))
    result = await violations(TREE, "{}")
    assert result.problem == "the check cannot be started: No such file or directory"
