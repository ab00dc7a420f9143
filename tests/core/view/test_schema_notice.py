"""The notice about the schema of an answer."""

from __future__ import annotations

from ppchat.core.checks.json_schema import SchemaCheck, Violation
from ppchat.core.view.schema_notice import schema_notice
from ppchat.core.view.tone import Tone


def violations(count: int) -> SchemaCheck:
    return SchemaCheck(tuple(Violation(f"/{n}", "is wrong", n + 1, n) for n in range(count)))


def test_each_violation_stands_with_its_place() -> None:
    cell = schema_notice("a", violations(2))
    assert cell.tone is Tone.BAD
    assert str(cell.text).splitlines() == [
        "The answer does not follow its schema:",
        "line 1, /0: is wrong",
        "line 2, /1: is wrong",
    ]


def test_many_are_left_to_the_inspector() -> None:
    lines = str(schema_notice("a", violations(50)).text).splitlines()
    assert (len(lines), lines[-1]) == (10, "The inspector lists them all.")


def test_an_answer_that_follows_its_schema_says_so_quietly() -> None:
    cell = schema_notice("a", SchemaCheck())
    assert (cell.key, cell.tone) == ("a/schema", Tone.QUIET)
    assert str(cell.text) == "The answer follows its schema."


def test_what_could_not_be_checked_is_a_warning() -> None:
    cell = schema_notice("a", SchemaCheck(problem="the schema is invalid"))
    assert cell.tone is Tone.WARNING
    assert str(cell.text) == "Not checked against the schema: the schema is invalid."
